import type { FastifyRequest } from 'fastify'

/** What a page of another origin may read of an answer, beside its body. */
const exposedHeaders = ['allow', 'etag', 'location', 'retry-after', 'www-authenticate']
const allowedHeaders = ['accept', 'authorization', 'content-type', 'if-none-match']
const maxAge = 600

/**
 * The rules of CORS for one request, for pages that `--allow-origin` names and no other: never a wildcard, and no
 * credentials, since a browser has none of ours. An OPTIONS that is no preflight is left to the paths.
 */
export function corsOf({ headers }: FastifyRequest, allowOrigin: readonly string[]) {
  const { origin } = headers
  if (origin === undefined || !allowOrigin.includes(origin)) return { origin: false }
  return {
    origin: [origin],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    allowedHeaders,
    exposedHeaders,
    maxAge,
    credentials: false,
    preflight: 'access-control-request-method' in headers,
  }
}
