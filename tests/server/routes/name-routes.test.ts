import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeShop, type RunningServer, startServer } from '../running-server.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startServer()
  await makeShop(server)
})
afterAll(() => server.stop())

const text = { headers: { accept: 'text/plain' } }

describe('names', () => {
  it('are resolved as a pod would, through its search path', async () => {
    const path = '/v1/clusters/shop/resolution?name=catalog&from=pod/shop/database-0'
    const answer = (await (await server.get(path)).json()) as { queries: { name: string }[] }
    expect(answer).toMatchObject({ outcome: 'found', from: 'pod/shop/database-0' })
    expect(answer.queries[0]?.name).toBe('catalog.shop.svc.cluster.local')
    expect(await (await server.get(path, text)).text()).toContain('QUERY')
  })

  it('the variables of a pod name the Services of its namespace, and the API server', async () => {
    const path = '/v1/clusters/shop/environment?pod=database-0&namespace=shop'
    const variables = (await (await server.get(path)).json()) as Record<string, string>
    expect(Object.keys(variables)).toEqual(
      expect.arrayContaining(['CATALOG_SERVICE_HOST', 'KUBERNETES_SERVICE_PORT']),
    )
    expect(await (await server.get(path, text)).text()).toContain('CATALOG_SERVICE_PORT=80\n')
  })

  it.each([
    { path: 'resolution?name=a&from=pod/shop/nobody', status: 404, code: 'E_UNKNOWN_OBJECT' },
    { path: 'resolution?name=', status: 400, code: 'E_BODY' },
    { path: 'resolution?name=a&type=MX', status: 400, code: 'E_BODY' },
    { path: 'environment?pod=nobody', status: 404, code: 'E_UNKNOWN_OBJECT' },
    { path: 'environment', status: 400, code: 'E_BODY' },
  ])('$path: $status', async ({ path, status, code }) => {
    const response = await server.get(`/v1/clusters/shop/${path}`)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ code })
  })
})
