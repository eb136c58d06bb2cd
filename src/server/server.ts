import { randomUUID } from 'node:crypto'
import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import websocket from '@fastify/websocket'
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod'
import { machineClock } from '../base/clock.ts'
import { acceptMultipart } from './body/manifests-body.ts'
import { readBodies } from './body/request-body.ts'
import { ClusterCatalog } from './cluster-catalog.ts'
import { JobCatalog } from './jobs/job-catalog.ts'
import { ServerMetrics } from './metrics/server-metrics.ts'
import { answerClientErrors } from './problems/client-errors.ts'
import { handleErrors, sendProblem } from './problems/error-handler.ts'
import { busy, problemOf } from './problems/problem.ts'
import { answerUnknownPaths } from './problems/unknown-paths.ts'
import type { Services } from './routes/api.ts'
import { clusterRoutes } from './routes/cluster-routes.ts'
import { docsRoutes } from './routes/docs-routes.ts'
import { dumpRoutes } from './routes/dump-routes.ts'
import { healthRoutes } from './routes/health-routes.ts'
import { jobRoutes } from './routes/job-routes.ts'
import { nameRoutes } from './routes/name-routes.ts'
import { nodeRoutes } from './routes/node-routes.ts'
import { nodeTableRoutes } from './routes/node-table-routes.ts'
import { objectRoutes } from './routes/object-routes.ts'
import { packetRoutes } from './routes/packet-routes.ts'
import { runRoutes } from './routes/run-routes.ts'
import { scenarioRoutes } from './routes/scenario-routes.ts'
import { OpenSockets, streamRoutes } from './routes/stream-routes.ts'
import { RunCatalog } from './runs/run-catalog.ts'
import { ScenarioCatalog } from './runs/scenario-catalog.ts'
import { guardOrigin, guardToken } from './safety/access.ts'
import { corsOf } from './safety/cross-origin.ts'
import type { ServerSettings } from './server-settings.ts'
import { Topics } from './sockets/topics.ts'
import type { Store } from './store/store.ts'
import { ClusterWorkers } from './workers/cluster-workers.ts'
import { RunPool } from './workers/run-pool.ts'
import { TaskPool } from './workers/task-pool.ts'

export const apiVersion = '0.1.0'

/** A server that is put together, and not yet listening. */
export interface LaboratoryServer {
  readonly app: FastifyInstance
  /** Tells those who listen, then closes everything. */
  stop(reason: string): Promise<void>
}

/** How often runs that wait are looked after. */
const turnCheckMs = 1_000
/** Of those whose answers are under way when the server stops. */
const lastAnswersWithinMs = 2_000
const closeCheckMs = 20
const headersTimeoutMs = 10_000
/** Enough for 128 MB over a slow link. */
const requestTimeoutMs = 300_000

export async function createServer(
  settings: ServerSettings,
  store: Store,
  logger: FastifyBaseLogger,
): Promise<LaboratoryServer> {
  const { limits } = settings
  const topics = new Topics()
  let isStopping = false
  const workers = new ClusterWorkers(
    {
      threads: settings.threads,
      queueMax: limits.queuedPerCluster,
      timeoutMs: limits.answerWithinMs,
      memoryMegabytesMax: limits.threadMegabytes,
    },
    (thread, error) => {
      if (!isStopping) logger.error({ err: error }, 'a thread that held clusters ended')
      catalog.threadGone(thread)
    },
  )
  const sockets = new OpenSockets()
  const metrics: ServerMetrics = new ServerMetrics({
    clusters: () => catalog.names().length,
    sockets: () => sockets.count,
    runs: () => runs.list().length,
  })
  const keeps = settings.data !== undefined
  const catalog = new ClusterCatalog(workers, store, topics, limits, keeps, metrics.syncs)
  const memoryMegabytesMax = limits.threadMegabytes
  const pool = new RunPool({
    threads: settings.threads,
    queueMax: limits.runsQueued,
    memoryMegabytesMax,
  })
  const tasks = { file: 'task-worker', threads: 2, memoryMegabytesMax }
  const dumps = new TaskPool({ ...tasks, queueMax: limits.queuedPerCluster })
  const jobPool = new TaskPool({ ...tasks, queueMax: limits.jobsQueued })
  const jobs = new JobCatalog(jobPool, limits)
  const runs: RunCatalog = new RunCatalog(pool, store, topics, limits, metrics.syncs, () =>
    machineClock.nowMs(),
  )
  const turns = setInterval(() => runs.relieve(), turnCheckMs).unref()
  const scenarios = new ScenarioCatalog(store, limits)
  const services: Services = {
    settings,
    catalog,
    runs,
    scenarios,
    pool,
    dumps,
    jobs,
    topics,
    metrics,
    instance: randomUUID(),
  }
  const app = createApp(settings, logger)
  await registerPlugins(app, settings)
  answerUnknownPaths(app)
  measure(app, metrics)
  closeRefusedSockets(app)
  const api = app.withTypeProvider<ZodTypeProvider>()
  clusterRoutes(api, services)
  objectRoutes(api, services)
  nodeRoutes(api, services)
  nodeTableRoutes(api, services)
  nameRoutes(api, services)
  packetRoutes(api, services)
  scenarioRoutes(api, services)
  runRoutes(api, services)
  dumpRoutes(api, services)
  jobRoutes(api, services)
  healthRoutes(api, services)
  docsRoutes(api)
  streamRoutes(app, services, sockets, {
    version: apiVersion,
    control: async (message) => runs.control(message),
  })
  await app.ready()
  return {
    app,
    stop: async (reason) => {
      isStopping = true
      clearInterval(turns)
      runs.close()
      jobs.close()
      sockets.end(reason)
      await closeApp(app)
      await workers.close()
      await Promise.all([pool.close(), dumps.close(), jobPool.close()])
      await store.close()
    },
  }
}

/** Who is being answered hears the end of it (a run that was watched: that it was cancelled), but holds nobody up for long. */
async function closeApp(app: FastifyInstance): Promise<void> {
  const startMs = machineClock.nowMs()
  const closing = setInterval(() => {
    if (machineClock.nowMs() - startMs < lastAnswersWithinMs) app.server.closeIdleConnections()
    else app.server.closeAllConnections()
  }, closeCheckMs)
  try {
    await app.close()
  } finally {
    clearInterval(closing)
  }
}

function createApp(settings: ServerSettings, logger: FastifyBaseLogger): FastifyInstance {
  const app: FastifyInstance = fastify({
    loggerInstance: logger,
    genReqId: () => randomUUID(),
    bodyLimit: settings.limits.bodyBytes,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: 10_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 260, ignoreTrailingSlash: true },
    http: { maxHeaderSize: 16 * 1024, headersTimeout: headersTimeoutMs },
    clientErrorHandler: answerClientErrors,
    frameworkErrors: (error, request, reply) => {
      const problem = problemOf(error.statusCode ?? 400, 'E_BODY', error.message, {
        requestId: request.id,
      })
      sendProblem(reply as FastifyReply, problem)
    },
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  handleErrors(app)
  readBodies(app)
  return app
}

async function registerPlugins(app: FastifyInstance, settings: ServerSettings): Promise<void> {
  const { allowOrigin, requestsPerSecond, limits } = settings
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: { defaultSrc: ["'self'"], connectSrc: ["'self'"], upgradeInsecureRequests: null },
    },
    // It speaks plain HTTP; what stands before it and speaks HTTPS says this itself.
    strictTransportSecurity: false,
  })
  guardOrigin(app, settings)
  await app.register(cors, {
    delegator: async (request: FastifyRequest) => corsOf(request, allowOrigin),
  })
  guardToken(app, settings.token)
  await app.register(rateLimit, {
    max: requestsPerSecond,
    timeWindow: 1_000,
    keyGenerator: (request) => request.ip,
    errorResponseBuilder: () =>
      busy(`more than ${requestsPerSecond} requests a second from one client`, 1, 429),
  })
  await acceptMultipart(app, limits.manifestBytes)
  await app.register(websocket, { options: { maxPayload: 64 * 1024, perMessageDeflate: false } })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'kube-proxy emulator',
        version: apiVersion,
        description: 'What kube-proxy and the kernel do with packets to Services, as a service.',
      },
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  })
}

/** A WebSocket that was refused is a connection that nobody closes: neither the client, nor Node when it stops. */
function closeRefusedSockets(app: FastifyInstance): void {
  app.addHook('onResponse', async ({ raw }) => {
    if (raw.headers.upgrade !== undefined) raw.socket.destroySoon()
  })
}

function measure(app: FastifyInstance, metrics: ServerMetrics): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    const labels = { method: request.method, route, status: String(reply.statusCode) }
    metrics.requestSeconds.observe(labels, reply.elapsedTime / 1_000)
  })
}
