import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startServer } from '../running-server.ts'
import { StreamClient } from '../stream-client.ts'

const token = 'a-token-of-some-length'
const page = 'https://page.example.com'
let open: RunningServer
let guarded: RunningServer
beforeAll(async () => {
  open = await startServer({
    arguments: { allowHost: ['lab.example.com'], allowOrigin: [page] },
  })
  guarded = await startServer({ arguments: { token, allowOrigin: [page] } })
})
afterAll(async () => {
  await open.stop()
  await guarded.stop()
})

/** With headers that fetch does not let anybody set. */
function statusOf(server: RunningServer, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    request({ port: server.port, path: '/v1/clusters', headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })
}

describe('a request', () => {
  it.each([
    { host: 'localhost', status: 200 },
    { host: '127.0.0.1:9999', status: 200 },
    { host: '[::1]:80', status: 200 },
    { host: 'LAB.example.com:80', status: 200 },
    { host: 'evil.example.com', status: 421 },
    { host: 'localhost.evil.example.com', status: 421 },
    { host: '127.0.0.1@evil.example.com', status: 421 },
    { host: 'a b', status: 421 },
  ])('for the host "$host" is answered with $status', async ({ host, status }) => {
    expect(await statusOf(open, { host })).toBe(status)
  })

  it.each([
    { origin: 'https://page.example.com', status: 200 },
    { origin: 'http://localhost', status: 200 },
    { origin: 'http://localhost:9999', status: 403 },
    { origin: 'https://evil.example.com', status: 403 },
    { origin: 'null', status: 403 },
  ])('from a page of $origin is answered with $status', async ({ origin, status }) => {
    expect(await statusOf(open, { host: 'localhost', origin })).toBe(status)
  })

  it.each([
    { name: 'without a token', headers: {}, status: 401 },
    { name: 'with another token', headers: { authorization: `Bearer ${token}x` }, status: 401 },
    { name: 'with the token', headers: { authorization: `Bearer ${token}` }, status: 200 },
    {
      name: 'with the token as a password',
      headers: { authorization: `Basic ${token}` },
      status: 401,
    },
  ])('$name is answered with $status', async ({ headers, status }) => {
    const response = await guarded.get('/v1/clusters', { headers })
    expect(response.status).toBe(status)
    if (status === 401) expect(await response.json()).toMatchObject({ code: 'E_ACCESS' })
  })

  it('is preflighted without the token, which browsers do not send then', async () => {
    const headers = { origin: page, 'access-control-request-method': 'POST' }
    const answer = await guarded.get('/v1/clusters', { method: 'OPTIONS', headers })
    expect(answer.status).toBe(204)
    expect((await guarded.get('/v1/clusters', { method: 'OPTIONS' })).status).toBe(401)
  })

  it('for the health needs no token', async () => {
    expect((await guarded.get('/healthz')).status).toBe(200)
    expect((await guarded.get('/metrics')).status).toBe(401)
  })
})

describe('a WebSocket', () => {
  it.each([
    { origin: 'https://evil.example.com', says: 'status 403' },
    { origin: 'null', says: 'status 403' },
  ])('of a page of $origin is refused', async ({ origin, says }) => {
    await expect(StreamClient.connect(open.url, { headers: { origin } })).rejects.toThrow(says)
  })

  it('without the token is refused; a page may send it as a protocol', async () => {
    await expect(StreamClient.connect(guarded.url)).rejects.toThrow('status 401')
    const client = await StreamClient.connect(guarded.url, {
      protocols: ['kpe.v1', `bearer.${token}`],
    })
    expect(await client.next('hello')).toBeDefined()
    await client.close()
  })
})

it('answers have security headers', async () => {
  const { headers } = await open.get('/healthz')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('content-security-policy')).toContain("default-src 'self'")
  expect(headers.get('access-control-allow-origin')).toBeNull()
})
