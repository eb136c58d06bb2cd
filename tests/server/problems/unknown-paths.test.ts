import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { problemSchema } from '../../../src/server/problems/problem.ts'
import { KnownPaths } from '../../../src/server/problems/unknown-paths.ts'
import { type RunningServer, startServer } from '../running-server.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())
const problemOf = async (answer: Response) => problemSchema.parse(await answer.json())

describe('known paths', () => {
  const known = new KnownPaths()
  known.add('/v1/clusters', ['GET', 'HEAD'])
  known.add('/v1/clusters', ['POST'])
  known.add('/v1/clusters/:cluster', ['DELETE'])
  known.add('/openapi.json', ['GET'])

  it.each([
    { path: '/v1/clusters', methods: ['GET', 'HEAD', 'POST'] },
    { path: '/v1/clusters/', methods: ['GET', 'HEAD', 'POST'] },
    { path: '/v1/clusters/shop', methods: ['DELETE'] },
    { path: '/v1/clusters/shop/x', methods: [] },
    { path: '/openapi.json', methods: ['GET'] },
    { path: '/openapixjson', methods: [] },
  ])('$path takes $methods', ({ path, methods }) => {
    expect(known.methodsOf(path)).toEqual(methods)
  })
})

describe('a method that a path does not take', () => {
  it.each([
    { method: 'PATCH', path: '/v1/clusters', allow: 'GET, HEAD, POST, OPTIONS' },
    { method: 'PUT', path: '/v1/clusters/shop?x=1', allow: 'DELETE, GET, HEAD, OPTIONS' },
    { method: 'DELETE', path: '/healthz', allow: 'GET, HEAD, OPTIONS' },
    { method: 'POST', path: '/v1/stream', allow: 'GET, HEAD, OPTIONS' },
    { method: 'GET', path: '/v1/dumps/rules', allow: 'POST, OPTIONS' },
    { method: 'PROPFIND', path: '/v1/runs', allow: 'GET, HEAD, POST, OPTIONS' },
  ])('$method $path: 405, and $allow', async ({ method, path, allow }) => {
    const answer = await server.get(path, { method })
    expect(answer.headers.get('allow')).toBe(allow)
    expect(await problemOf(answer)).toMatchObject({ status: 405, code: 'E_ROUTE' })
  })

  it('is said before anything of the body', async () => {
    const answer = await server.get('/v1/runs/run-1/results', { method: 'POST', body: '{' })
    expect((await problemOf(answer)).status).toBe(405)
  })
})

it('what is nowhere is 404, with a body or without', async () => {
  for (const init of [{}, { method: 'POST', body: 'x' }, { method: 'OPTIONS' }])
    expect(await problemOf(await server.get('/nowhere', init))).toMatchObject({
      status: 404,
      code: 'E_ROUTE',
    })
})

it('OPTIONS answers what a path takes', async () => {
  const answer = await server.get('/v1/scenarios/small', { method: 'OPTIONS' })
  expect([answer.status, await answer.text()]).toEqual([204, ''])
  expect(answer.headers.get('allow')).toBe('DELETE, GET, HEAD, PUT, OPTIONS')
})

it('HEAD answers what GET does, without the body', async () => {
  for (const path of ['/healthz', '/v1/clusters', '/openapi.json', '/docs']) {
    const [got, head] = [await server.get(path), await server.get(path, { method: 'HEAD' })]
    expect(head.status).toBe(got.status)
    expect(head.headers.get('content-type')).toBe(got.headers.get('content-type'))
    expect(await head.text()).toBe('')
  }
})
