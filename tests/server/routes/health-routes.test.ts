import { afterAll, beforeAll, expect, it } from 'vitest'
import { readExposition } from '../metrics/exposition.ts'
import { makeShop, type RunningServer, startServer } from '../running-server.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())
const text = async (path: string) => (await server.get(path)).text()

it.each(['/healthz', '/readyz'])('%s is ok', async (path) => {
  expect(await text(path)).toBe('ok\n')
})

it('the mode is that of the only cluster, or of the one that is named', async () => {
  expect((await server.get('/proxyMode')).status).toBe(400)
  await makeShop(server, 'name=one&mode=ipvs')
  expect(await text('/proxyMode')).toBe('ipvs')
  await makeShop(server, 'name=two&mode=nftables')
  expect((await server.get('/proxyMode')).status).toBe(400)
  expect(await text('/proxyMode?cluster=two')).toBe('nftables')
})

it('metrics are Prometheus text, and count requests by route', async () => {
  const response = await server.get('/metrics')
  expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4')
  const metrics = await response.text()
  expect(readExposition(metrics).size).toBeGreaterThan(20)
  expect(metrics).toContain(
    'kpe_http_request_duration_seconds_count{method="GET",route="/healthz",status="200"}',
  )
  expect(metrics).toContain('kpe_clusters 2')
  expect(metrics).toContain('nodejs_eventloop_lag_p99_seconds')
})
