import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { problemSchema } from '../../../src/server/problems/problem.ts'
import { type RunningServer, startServer } from '../running-server.ts'

const page = 'https://page.example.com'
let server: RunningServer
beforeAll(async () => {
  server = await startServer({ arguments: { allowOrigin: [page] } })
})
afterAll(() => server.stop())

const preflight = (origin: string) =>
  server.get('/v1/clusters', {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,x-anything',
    },
  })
const corsHeadersOf = ({ headers }: Response) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-')))

describe('a page of an origin that is allowed', () => {
  it('is told what it may send, and nothing that it asks for beyond', async () => {
    const answer = await preflight(page)
    expect(answer.status).toBe(204)
    expect(corsHeadersOf(answer)).toEqual({
      'access-control-allow-origin': page,
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, DELETE',
      'access-control-allow-headers': 'accept, authorization, content-type, if-none-match',
      'access-control-expose-headers': 'allow, etag, location, retry-after, www-authenticate',
      'access-control-max-age': '600',
    })
  })

  it('reads answers, refusals too, and is never let in with credentials', async () => {
    for (const path of ['/v1/clusters', '/v1/clusters/nonesuch', '/nowhere']) {
      const answer = await server.get(path, { headers: { origin: page } })
      expect(answer.headers.get('access-control-allow-origin')).toBe(page)
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
      expect(answer.headers.get('vary')?.toLowerCase()).toContain('origin')
    }
  })
})

it.each([
  'https://evil.example.com',
  `${page}.evil.example.com`,
  'http://page.example.com',
  'null',
])('a page of %s is refused, preflight or not', async (origin) => {
  const answers = [
    await preflight(origin),
    await server.get('/v1/clusters', { headers: { origin } }),
  ]
  for (const answer of answers) {
    expect(answer.status).toBe(403)
    expect(problemSchema.parse(await answer.json()).code).toBe('E_ACCESS')
    expect(corsHeadersOf(answer)).toEqual({})
  }
})

it('who is no page gets no such headers', async () => {
  expect(corsHeadersOf(await server.get('/v1/clusters'))).toEqual({})
})
