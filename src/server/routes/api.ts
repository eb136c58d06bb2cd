import type { IncomingMessage, ServerResponse } from 'node:http'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawServerDefault,
} from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { ClusterCatalog } from '../cluster-catalog.ts'
import type { JobCatalog } from '../jobs/job-catalog.ts'
import type { ServerMetrics } from '../metrics/server-metrics.ts'
import type { RunCatalog } from '../runs/run-catalog.ts'
import type { ScenarioCatalog } from '../runs/scenario-catalog.ts'
import type { ServerSettings } from '../server-settings.ts'
import type { Topics } from '../sockets/topics.ts'
import type { RunPool } from '../workers/run-pool.ts'
import type { TaskPool } from '../workers/task-pool.ts'

export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>

/** What routes work with. */
export interface Services {
  readonly settings: ServerSettings
  readonly catalog: ClusterCatalog
  readonly runs: RunCatalog
  readonly scenarios: ScenarioCatalog
  readonly pool: RunPool
  /** Answers what is asked of dumps. */
  readonly dumps: TaskPool
  readonly jobs: JobCatalog
  readonly topics: Topics
  readonly metrics: ServerMetrics
  /** Goes into entity tags: another process may have other rules under the same version. */
  readonly instance: string
}

/** An answer that is JSON already; the schemas of a route hold it in tests, not at every request. */
export function sendJson(reply: FastifyReply, text: string, status = 200): FastifyReply {
  return reply.code(status).type('application/json; charset=utf-8').send(text)
}

export function sendText(reply: FastifyReply, text: string, type = 'text/plain'): FastifyReply {
  return reply.type(`${type}; charset=utf-8`).send(text)
}

/** JSON, unless the client asks for text first. */
export function formOf({ headers }: FastifyRequest): 'json' | 'text' {
  return headers.accept?.startsWith('text/plain') === true ? 'text' : 'json'
}

/** `{items, total, next}` of a laboratory as a page of the API. */
export function pageText(text: string): string {
  const { next, ...page } = JSON.parse(text) as { next?: number }
  return JSON.stringify(next === undefined ? page : { ...page, continue: String(next) })
}

export function pageOf(query: { readonly limit: number; readonly continue?: string | undefined }) {
  return { offset: Number(query.continue ?? 0), limit: query.limit }
}

/** A page of a list that is at hand. */
export function listedPage<T, R>(
  all: readonly T[],
  query: Parameters<typeof pageOf>[0],
  show: (item: T) => R,
) {
  const { offset, limit } = pageOf(query)
  const items = all.slice(offset, offset + limit).map(show)
  const end = offset + items.length
  return { items, total: all.length, ...(end < all.length ? { continue: String(end) } : {}) }
}
