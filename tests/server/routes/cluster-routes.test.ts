import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeShop, type RunningServer, startServer } from '../running-server.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startServer({ limits: { clusters: 3 } })
})
afterAll(() => server.stop())
const yaml = (path: string, body: string) =>
  server.get(path, { method: 'POST', body, headers: { 'content-type': 'application/yaml' } })
const service =
  'apiVersion: v1\nkind: Service\nmetadata: { name: new }\nspec: { selector: { app: web }, ports: [{ port: 80 }] }\n'

describe('a cluster', () => {
  it('is made, listed, changed and deleted', async () => {
    const made = await makeShop(server)
    expect(made.status).toBe(201)
    expect(made.headers.get('location')).toBe('/v1/clusters/shop')
    await server.get('/v1/clusters/shop/nodes/node-1/rules')
    const change = (await (await yaml('/v1/clusters/shop/changes', service)).json()) as object
    expect(change).toMatchObject({
      revision: 2,
      objects: { added: expect.arrayContaining(['Service default/new']) },
      nodes: [{ node: 'node-1', rules: { addedCount: 1, removedCount: 0 } }],
    })
    expect(await (await server.get('/v1/clusters/shop')).json()).toMatchObject({ services: 14 })
    expect(await (await server.get('/v1/clusters')).json()).toEqual({
      items: [{ name: 'shop', mode: 'iptables' }],
      total: 1,
    })
    expect((await server.get('/v1/clusters/shop', { method: 'DELETE' })).status).toBe(204)
    expect((await server.get('/v1/clusters/shop')).status).toBe(404)
  })

  it('without a name gets one', async () => {
    const names = []
    for (let index = 0; index < 2; index += 1)
      names.push(((await (await yaml('/v1/clusters', service)).json()) as { name: string }).name)
    expect(names).toEqual(['cluster-1', 'cluster-2'])
  })

  it('of a name that is taken is refused, and of one too many by name', async () => {
    const taken = await yaml('/v1/clusters?name=cluster-1', service)
    expect([taken.status, ((await taken.json()) as { code: string }).code]).toEqual([
      409,
      'E_CONFLICT',
    ])
    await yaml('/v1/clusters', service)
    const full = await yaml('/v1/clusters', service)
    expect(await full.json()).toMatchObject({
      code: 'E_LIMIT',
      detail: expect.stringMatching(/^3 /),
    })
  })

  it('that is refused leaves nothing', async () => {
    await server.get('/v1/clusters/cluster-3', { method: 'DELETE' })
    const refused = await yaml('/v1/clusters?name=bad', service.replace('port: 80', 'port: 0'))
    expect(refused.status).toBe(422)
    expect(await refused.json()).toMatchObject({
      code: 'E_INVALID',
      position: { file: 'body', line: 4 },
    })
    expect((await yaml('/v1/clusters?name=bad', service)).status).toBe(201)
  })

  it('lets time pass', async () => {
    const passed = await server.post('/v1/clusters/bad/time', { advanceMs: 5_000 })
    expect(await passed.json()).toEqual({ nowMs: 5_000, connections: [] })
    expect((await server.post('/v1/clusters/bad/time', { advanceMs: 1e300 })).status).toBe(400)
    expect((await server.post('/v1/clusters/bad/time', { advanceMs: -1 })).status).toBe(400)
  })
})
