import {
  array,
  asyncProperty,
  assert as check,
  constantFrom,
  json,
  oneof,
  string,
  uint8Array,
} from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { problemSchema } from '../../src/server/problems/problem.ts'
import { makeShop, type RunningServer, startServer } from './running-server.ts'
import { StreamClient } from './stream-client.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startServer()
  await makeShop(server)
})
afterAll(() => server.stop())

const paths = constantFrom(
  '/v1/clusters',
  '/v1/clusters/shop/changes',
  '/v1/clusters/shop/traces',
  '/v1/clusters/shop/connections',
  '/v1/clusters/shop/time',
  '/v1/runs',
  '/v1/runs/run-1/control',
)
const types = constantFrom(
  'application/json',
  'application/yaml',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  'text/html',
  '',
)
/** Never an object that a cluster could be made of: those need a kind and an apiVersion. */
const bodies = oneof(
  json(),
  string().map((text) => `{${text}`),
  uint8Array({ maxLength: 200 }),
  array(constantFrom('[', '{"a":', '- ', '&a ', '*a', '"', '\0', '1e999', '__proto__: ', ': ')).map(
    (all) => all.join(''),
  ),
)

it('no body that is malformed is answered but with 4xx and a code', async () => {
  await check(
    asyncProperty(paths, types, bodies, async (path, type, body) => {
      const headers = type === '' ? {} : { 'content-type': type }
      const bytes = new Blob([typeof body === 'string' ? body : new Uint8Array(body)])
      const response = await server.get(path, { method: 'POST', body: bytes, headers })
      const answer = await response.text()
      // A text of comments and blanks alone is no mistake: it holds no objects.
      if (response.status < 300)
        expect(typeof body === 'string' ? body.trim() : '').toMatch(/^(#.*|null)?$/)
      else expect(problemSchema.parse(JSON.parse(answer)).status).toBe(response.status)
      expect(response.status).toBeLessThan(500)
    }),
    { numRuns: 1_000, seed: 1 },
  )
  expect((await server.get('/v1/clusters/shop')).status).toBe(200)
})

it('no frame that is malformed ends more than its own socket', async () => {
  const frames = oneof(json(), string(), uint8Array({ maxLength: 200 }))
  await check(
    asyncProperty(array(frames, { minLength: 1, maxLength: 20 }), async (all) => {
      const client = await StreamClient.connect(server.url)
      for (const frame of all)
        if (typeof frame === 'string') client.sendText(frame)
        else client.sendBytes(new Uint8Array(frame))
      await client.until(() => client.received('error').length === all.length)
      for (const { code } of client.received('error')) expect(code).toMatch(/^E_/)
      await client.close()
    }),
    { numRuns: 100, seed: 1 },
  )
  expect((await server.get('/healthz')).status).toBe(200)
})
