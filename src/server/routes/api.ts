import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { ClusterCatalog } from '../cluster-catalog.ts'
import type { ServerMetrics } from '../metrics/server-metrics.ts'
import type { ServerSettings } from '../server-settings.ts'
import type { Topics } from '../sockets/topics.ts'

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

/** `{items, total, next}` of a laboratory as a page of the API. */
export function pageText(text: string): string {
  const { next, ...page } = JSON.parse(text) as { next?: number }
  return JSON.stringify(next === undefined ? page : { ...page, continue: String(next) })
}

export function pageOf(query: { readonly limit: number; readonly continue?: string | undefined }) {
  return { offset: Number(query.continue ?? 0), limit: query.limit }
}
