import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { problemSchema } from '../../../src/server/problems/problem.ts'
import { type RunningServer, startServer } from '../running-server.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startServer({ arguments: { requestsPerSecond: 60 } })
})
afterAll(() => server.stop())

async function problemAt(path: string, init?: RequestInit) {
  const response = await server.get(path, init)
  expect(response.headers.get('content-type')).toContain('application/problem+json')
  const problem = problemSchema.parse(await response.json())
  expect(problem.status).toBe(response.status)
  expect(problem.requestId).toMatch(/^[0-9a-f-]{36}$/)
  return problem
}
const json = (body: string, type = 'application/json'): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'content-type': type },
})

describe('a mistake is a problem document', () => {
  it.each([
    { name: 'no such path', path: '/v2', status: 404, code: 'E_ROUTE' },
    {
      name: 'another method',
      path: '/v1/clusters',
      init: { method: 'PATCH' },
      status: 405,
      code: 'E_ROUTE',
    },
    { name: 'a path that is none', path: '/v1/%zz', status: 400, code: 'E_BODY' },
    {
      name: 'a path trick',
      path: '/v1/clusters/..%2f..%2fetc%2fpasswd',
      status: 400,
      code: 'E_BODY',
    },
    { name: 'a name that is none', path: '/v1/clusters/A', status: 400, code: 'E_BODY' },
    { name: 'no such cluster', path: '/v1/clusters/a', status: 404, code: 'E_UNKNOWN_OBJECT' },
    { name: 'a page of -1', path: '/v1/clusters?limit=-1', status: 400, code: 'E_BODY' },
    {
      name: 'no JSON',
      path: '/v1/clusters/a/traces',
      init: json('{'),
      status: 400,
      code: 'E_BODY',
    },
    {
      name: 'a field too many',
      path: '/v1/clusters/a/traces',
      init: json('{"x":1}'),
      status: 400,
      code: 'E_BODY',
    },
    {
      name: 'another content type',
      path: '/v1/clusters/a/traces',
      init: json('x', 'text/html'),
      status: 415,
      code: 'E_BODY',
    },
    {
      name: 'a body too large',
      path: '/v1/clusters/a/traces',
      init: json('x'.repeat(1_100_000)),
      status: 413,
      code: 'E_LIMIT',
    },
    {
      name: 'a body where none belongs',
      path: '/v1/clusters/a',
      init: { ...json('{}'), method: 'DELETE' },
      status: 400,
      code: 'E_BODY',
    },
  ])('$name: $status $code', async ({ path, init, status, code }) => {
    expect(await problemAt(path, init)).toMatchObject({ status, code })
  })

  it('names the field', async () => {
    const { detail } = await problemAt('/v1/clusters/a/traces', json('{"from":7,"to":"x"}'))
    expect(detail).toContain('body.from')
  })
})

it('more requests than a client may make in a second are answered with 429', async () => {
  const responses = await Promise.all(Array.from({ length: 200 }, () => server.get('/healthz')))
  const refused = responses.find(({ status }) => status === 429)
  expect(refused?.headers.get('retry-after')).toBe('1')
  expect(await refused?.json()).toMatchObject({ code: 'E_BUSY' })
})
