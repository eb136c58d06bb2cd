import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kpe } from '../../cli/run-kpe.ts'
import { makeShop, type RunningServer, startServer } from '../running-server.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startServer()
  await makeShop(server)
})
afterAll(() => server.stop())
const rules = (query = '', headers: Record<string, string> = {}) =>
  server.get(`/v1/clusters/shop/nodes/node-1/rules${query}`, { headers })

describe('rules', () => {
  it.each([
    { query: '', args: [] },
    { query: '?output=save&backend=nft', args: ['-o', 'save', '--backend', 'nft'] },
    { query: '?output=json', args: ['-o', 'json'] },
    { query: '?mode=ipvs', args: ['--mode', 'ipvs'] },
    { query: '?mode=ipvs&output=ipvsadm', args: ['--mode', 'ipvs', '-o', 'ipvsadm'] },
    { query: '?mode=nftables&output=nft', args: ['--mode', 'nftables', '-o', 'nft'] },
  ])('$query are what kpe rules $args prints', async ({ query, args }) => {
    const response = await rules(query)
    const { out } = await kpe('rules', '-f', 'examples/shop', '--node', 'node-1', ...args)
    expect(await response.text()).toBe(out)
  })

  it('that somebody has already are not sent again, until a change', async () => {
    const etag = (await rules()).headers.get('etag') ?? ''
    expect((await rules('', { 'if-none-match': etag })).status).toBe(304)
    expect((await rules('?mode=ipvs', { 'if-none-match': etag })).status).toBe(200)
    await server.get('/v1/clusters/shop/objects/Deployment/shop/catalog', { method: 'DELETE' })
    expect((await rules('', { 'if-none-match': etag })).status).toBe(200)
  })

  it('in a form that the mode does not have are refused', async () => {
    const response = await rules('?output=nft')
    expect(await response.json()).toMatchObject({ status: 400, code: 'E_USAGE' })
  })
})

it('nodes are listed, one is shown, another is not there', async () => {
  expect(await (await server.get('/v1/clusters/shop/nodes')).json()).toMatchObject({ total: 3 })
  const node = await server.get('/v1/clusters/shop/nodes/node-2')
  expect(await node.json()).toMatchObject({ name: 'node-2' })
  expect((await server.get('/v1/clusters/shop/nodes/node-9')).status).toBe(404)
})

it('a name is explained as by kpe explain', async () => {
  const path = '/v1/clusters/shop/nodes/node-1/explanation'
  const { out } = await kpe('explain', '-f', 'examples/shop', 'svc/shop/storefront')
  expect(await (await server.get(`${path}?of=svc/shop/storefront`)).text()).toBe(out)
  expect((await server.get(`${path}?of=KUBE-NONE`)).status).toBe(404)
})

it('the connection table has what was opened', async () => {
  const path = '/v1/clusters/shop/nodes/node-1/conntrack'
  expect(await (await server.get(path)).text()).toBe('')
  await server.post('/v1/clusters/shop/connections', {
    from: 'pod/shop/database-0',
    to: 'svc/shop/storefront:80',
  })
  expect(await (await server.get(path)).text()).toMatch(/^tcp +6 86400 ESTABLISHED /)
})
