import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeShop, type RunningServer, startServer } from '../running-server.ts'
import { catalogPacket } from '../shop.ts'
import { StreamClient } from '../stream-client.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startServer({ limits: { subscriptionsPerSocket: 1 } })
  await makeShop(server)
})
afterAll(() => server.stop())

const topic = { kind: 'cluster', cluster: 'shop' } as const
const open = () =>
  server.post('/v1/clusters/shop/connections', { from: catalogPacket.from, to: catalogPacket.to })

describe('a client that subscribed to a cluster', () => {
  it('hears of a connection with its verdict and steps, and of whom it reached', async () => {
    const client = await StreamClient.connect(server.url)
    expect(await client.next('hello')).toMatchObject({ framesPerSecondMax: 20 })
    client.send({ kind: 'subscribe', topic })
    const { lastSequence } = await client.next('subscribed')
    await open()
    const events = await client.events(2)
    expect(events).toMatchObject([
      { kind: 'connection-opened', outcome: 'reached' },
      { kind: 'endpoint-chosen' },
    ])
    expect(client.lastSequence).toBe(lastSequence + 2)
    await client.close()
  })

  it('goes on from the last number it saw, and may ask for one connection alone', async () => {
    const opened = (await (await open()).json()) as { connection: number }
    await open()
    const client = await StreamClient.connect(server.url)
    client.send({ kind: 'subscribe', topic, after: 0, connection: opened.connection })
    const events = await client.events(2)
    expect(events.map((event) => ('connection' in event ? event.connection : 0))).toEqual([
      opened.connection,
      opened.connection,
    ])
    await client.close()
  })

  it('hears no more after it said so', async () => {
    const client = await StreamClient.connect(server.url)
    client.send({ kind: 'subscribe', topic })
    await client.next('subscribed')
    client.send({ kind: 'unsubscribe', topic })
    await client.next('unsubscribed')
    await open()
    client.send({ kind: 'subscribe', topic })
    await client.next('subscribed')
    expect(client.received('events')).toEqual([])
    await client.close()
  })
})

describe('a message that cannot be met', () => {
  it.each([
    { message: 'no JSON', code: 'E_BODY', says: 'no valid JSON' },
    { message: '{"kind":"dance"}', code: 'E_BODY', says: 'message.kind' },
    { message: '{"kind":"subscribe","topic":{"kind":"cluster"}}', code: 'E_BODY', says: 'cluster' },
    { message: '{"kind":"subscribe","__proto__":{}}', code: 'E_BODY', says: '__proto__' },
    {
      message: '{"kind":"subscribe","topic":{"kind":"cluster","cluster":"other"}}',
      code: 'E_UNKNOWN_OBJECT',
      says: 'no cluster other',
    },
    { message: '{"kind":"pause","run":"nonesuch"}', code: 'E_UNKNOWN_OBJECT', says: 'nonesuch' },
  ])('$message is told so, and the socket stays open', async ({ message, code, says }) => {
    const client = await StreamClient.connect(server.url)
    client.sendText(message)
    const error = await client.next('error')
    expect(error.code).toBe(code)
    expect(error.detail).toContain(says)
    client.send({ kind: 'unsubscribe', topic })
    await client.next('unsubscribed')
    await client.close()
  })

  it('a binary frame is no message', async () => {
    const client = await StreamClient.connect(server.url)
    client.sendBytes(new Uint8Array([1, 2, 3]))
    expect(await client.next('error')).toMatchObject({ code: 'E_BODY' })
    await client.close()
  })
})

it('more subscriptions than a socket may have are refused by name', async () => {
  await server.get('/v1/clusters?name=second', {
    method: 'POST',
    headers: { 'content-type': 'application/yaml' },
    body: 'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\n',
  })
  const client = await StreamClient.connect(server.url)
  client.send({ kind: 'subscribe', topic })
  client.send({ kind: 'subscribe', topic: { kind: 'cluster', cluster: 'second' } })
  expect(await client.next('error')).toMatchObject({ code: 'E_LIMIT' })
  await client.close()
})

it('a client that talks without end is sent away', async () => {
  const client = await StreamClient.connect(server.url)
  for (let index = 0; index < 150; index += 1) client.send({ kind: 'unsubscribe', topic })
  expect(await client.closed).toBe(1008)
})

it('a frame that is too large ends the socket, and nothing else', async () => {
  const client = await StreamClient.connect(server.url)
  client.sendText(JSON.stringify({ kind: 'x'.repeat(100_000) }))
  expect(await client.closed).toBe(1009)
  expect((await server.get('/healthz')).status).toBe(200)
})
