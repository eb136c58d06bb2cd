import { afterEach, expect, it } from 'vitest'
import { makeShop, type RunningServer, startServer } from '../running-server.ts'
import { StreamClient } from '../stream-client.ts'

let server: RunningServer
afterEach(() => server.stop())

it('more sockets than the server takes are refused', async () => {
  server = await startServer({ limits: { sockets: 1 } })
  const first = await StreamClient.connect(server.url)
  await first.next('hello')
  await expect(StreamClient.connect(server.url)).rejects.toThrow('status 503')
  await first.close()
  await expect(StreamClient.connect(server.url)).resolves.toBeDefined()
})

it('when the server stops, sockets are told why and closed', async () => {
  server = await startServer()
  const client = await StreamClient.connect(server.url)
  await client.next('hello')
  const stopped = server.stop()
  expect(await client.next('goodbye')).toEqual({ kind: 'goodbye', reason: 'the test is over' })
  expect(await client.closed).toBe(1001)
  await stopped
})

it('when a cluster is deleted, those who listen to it are told', async () => {
  server = await startServer()
  await makeShop(server)
  const client = await StreamClient.connect(server.url)
  client.send({ kind: 'subscribe', topic: { kind: 'cluster', cluster: 'shop' } })
  await client.next('subscribed')
  await server.get('/v1/clusters/shop', { method: 'DELETE' })
  expect(await client.next('goodbye')).toEqual({
    kind: 'goodbye',
    reason: 'the cluster was deleted',
  })
})

it('a request that is no WebSocket is told what is there', async () => {
  server = await startServer()
  const answer = await server.get('/v1/stream')
  expect([answer.status, answer.headers.get('upgrade')]).toEqual([426, 'websocket'])
  expect(await answer.json()).toMatchObject({ code: 'E_ROUTE' })
})
