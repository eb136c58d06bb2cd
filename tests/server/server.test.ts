import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeShop, type RunningServer, startServer } from './running-server.ts'
import { shopText } from './shop.ts'
import { smallScenario } from './small-scenario.ts'

let server: RunningServer
let document: OpenApi
beforeAll(async () => {
  server = await startServer()
  await makeShop(server)
  document = (await (await server.get('/openapi.json')).json()) as OpenApi
})
afterAll(() => server.stop())

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: object }>>
}
interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly responses: Readonly<Record<string, Content>>
}
interface OpenApi {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: object
}

const packet = { from: 'pod/shop/database-0', to: 'svc/shop/catalog:80' }
const yaml = { 'content-type': 'application/yaml' }
const text = (body: string, headers: Record<string, string> = yaml) => ({ body, headers })
const json = (body: unknown) => text(JSON.stringify(body), { 'content-type': 'application/json' })

const dump = '*nat\n:PREROUTING ACCEPT [0:0]\nCOMMIT\n'

/** How every operation is called once as it should be, in this order. */
const calls: Readonly<
  Record<string, { path: string; init?: { body: string; headers: Record<string, string> } }>
> = {
  healthz: { path: '/healthz' },
  readyz: { path: '/readyz' },
  metrics: { path: '/metrics' },
  docs: { path: '/docs' },
  docsErrors: { path: '/docs/errors' },
  openapi: { path: '/openapi.json' },
  createCluster: { path: '/v1/clusters?name=second', init: text(shopText) },
  listClusters: { path: '/v1/clusters?limit=1' },
  getCluster: { path: '/v1/clusters/shop' },
  proxyMode: { path: '/proxyMode?cluster=shop' },
  listServices: { path: '/v1/clusters/shop/services' },
  listObjects: { path: '/v1/clusters/shop/objects' },
  listNodes: { path: '/v1/clusters/shop/nodes' },
  getNode: { path: '/v1/clusters/shop/nodes/node-1' },
  getRules: { path: '/v1/clusters/shop/nodes/node-1/rules' },
  explain: { path: '/v1/clusters/shop/nodes/node-1/explanation?of=svc/shop/catalog' },
  trace: { path: '/v1/clusters/shop/traces', init: json(packet) },
  openConnection: { path: '/v1/clusters/shop/connections', init: json(packet) },
  listConnections: { path: '/v1/clusters/shop/connections' },
  getConnection: { path: '/v1/clusters/shop/connections/1' },
  getManifest: { path: '/v1/clusters/shop/manifest?output=json' },
  resolve: { path: '/v1/clusters/shop/resolution?name=catalog.shop' },
  environment: { path: '/v1/clusters/shop/environment?pod=shop/database-0' },
  playConnections: {
    path: '/v1/clusters/shop/nodes/node-1/played-connections',
    init: text(`${packet.from} ${packet.to}`, { 'content-type': 'text/plain' }),
  },
  getConntrack: { path: '/v1/clusters/shop/nodes/node-1/conntrack' },
  applyObjects: { path: '/v1/clusters/shop/changes', init: text(shopText) },
  deleteObject: { path: '/v1/clusters/shop/objects/Deployment/shop/catalog' },
  advanceTime: { path: '/v1/clusters/shop/time', init: json({ advanceMs: 90_000_000 }) },
  deleteCluster: { path: '/v1/clusters/second' },
  putScenario: { path: '/v1/scenarios/small', init: text(smallScenario.text) },
  listScenarios: { path: '/v1/scenarios' },
  getScenario: { path: '/v1/scenarios/small' },
  startRun: { path: '/v1/runs', init: json({ scenario: 'small', modes: ['ipvs'], paused: true }) },
  listRuns: { path: '/v1/runs' },
  getRun: { path: '/v1/runs/run-1' },
  controlRun: { path: '/v1/runs/run-1/control', init: json({ kind: 'resume' }) },
  watchRun: { path: '/v1/runs/run-1/progress' },
  getResults: { path: '/v1/runs/run-1/results' },
  deleteRun: { path: '/v1/runs/run-1' },
  printDumps: { path: '/v1/dumps/rules?output=json', init: text(dump) },
  traceDumps: { path: '/v1/dumps/traces?from=client&to=10.96.0.10:80', init: text(dump) },
  startVerification: { path: '/v1/jobs/verifications', init: text('{}') },
  startFlowReplay: {
    path: '/v1/clusters/shop/flow-replays',
    init: text('source,destination,source_port,destination_port,protocol\n'),
  },
  startBench: { path: '/v1/jobs/benches', init: json({ services: [5] }) },
  listJobs: { path: '/v1/jobs' },
  getJob: { path: '/v1/jobs/job-1?wait=30' },
  getJobResults: { path: '/v1/jobs/job-1/results' },
  deleteJob: { path: '/v1/jobs/job-1' },
  deleteScenario: { path: '/v1/scenarios/small' },
}

const operations = () =>
  Object.values(document.paths).flatMap((path) =>
    Object.entries(path).map(([method, operation]) => ({ method, ...operation })),
  )

describe('the description of the API', () => {
  it('is OpenAPI 3.1 and says something of every operation', () => {
    expect(document.openapi).toBe('3.1.0')
    for (const { summary, responses } of operations()) {
      expect(summary).toMatch(/^[A-Z].*\.$/)
      expect(Object.keys(responses)).toContain('4XX')
    }
  })

  it('has the operations that are called here, and no other', () => {
    const ids = operations().map(({ operationId }) => operationId)
    expect([...ids].sort()).toEqual(Object.keys(calls).sort())
  })

  it('has every route that there is, but for the WebSocket', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(
        (method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      ),
    )
    // HEAD goes with GET, and OPTIONS is answered for every path.
    const routes = server.routes().filter((route) => !/^(HEAD|OPTIONS) /.test(route))
    expect(described.length).toBe(Object.keys(calls).length)
    expect(routes.filter((route) => !described.includes(route))).toEqual(['GET /v1/stream'])
    expect(described.filter((route) => !routes.includes(route))).toEqual([])
  })

  it.each(Object.keys(calls))('%s answers as it says', async (operationId) => {
    const operation = operations().find((one) => one.operationId === operationId)
    const { path = '', init = {} } = calls[operationId] ?? {}
    const method = operation?.method.toUpperCase() ?? 'GET'
    const response = await server.get(path, { method, ...init })
    await expectAsDescribed(response, operation)
    expect(response.ok).toBe(true)
  })

  it.each(Object.keys(calls))('%s refuses as it says', async (operationId) => {
    const operation = operations().find((one) => one.operationId === operationId)
    const { path = '' } = calls[operationId] ?? {}
    const method = operation?.method.toUpperCase() ?? 'GET'
    const body =
      method === 'POST' ? { body: '{', headers: { 'content-type': 'application/json' } } : {}
    const headers = { ...body.headers, origin: 'https://evil.example.com' }
    const response = await server.get(path, { method, ...body, headers })
    expect(response.status).toBe(403)
    await expectAsDescribed(response, operation)
  })
})

async function expectAsDescribed(response: Response, operation: Operation | undefined) {
  const { status } = response
  const described =
    operation?.responses[String(status)] ?? operation?.responses[`${String(status)[0]}XX`]
  expect(described, `${operation?.operationId} says what ${status} is`).toBeDefined()
  const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? ''
  const answer = await response.text()
  if (!type.endsWith('json')) return
  const schema =
    described?.content?.[type]?.schema ?? Object.values(described?.content ?? {})[0]?.schema
  expect(schema).toBeDefined()
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  const validate = ajv.compile({ ...schema, components: document.components })
  validate(JSON.parse(answer))
  expect(validate.errors).toBeNull()
}
