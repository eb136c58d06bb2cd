import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ServerProblem } from '../problems/problem.ts'
import { isLoopback } from '../server-settings.ts'

export interface AccessSettings {
  readonly host: string
  /** Names, beside the address that it listens on and loopback's, under which it may be asked. */
  readonly allowHost: readonly string[]
  /** Pages of other origins that may use it. */
  readonly allowOrigin: readonly string[]
}

/** Asked by load balancers and probes, which have no token. */
const openPaths = new Set(['/healthz', '/readyz'])

/**
 * From where one may ask. The name in Host keeps pages out that point a name of theirs at this machine (DNS rebinding); Origin,
 * which every browser sends with WebSockets and with what changes something, keeps other pages out.
 */
export function guardOrigin(app: FastifyInstance, settings: AccessSettings): void {
  app.addHook('onRequest', async (request) => {
    checkHost(request, settings)
    checkOrigin(request, settings)
  })
}

/** Who may ask. A preflight, which browsers send without a token, is answered before (cross-origin.ts). */
export function guardToken(app: FastifyInstance, token: string | undefined): void {
  if (token === undefined) return
  const expected = digest(token)
  app.addHook('onRequest', async (request) => {
    if (openPaths.has(request.url.split('?')[0] ?? '')) return
    const given = tokenOf(request)
    if (given === undefined)
      throw new ServerProblem(401, 'E_ACCESS', 'a token is needed: Authorization: Bearer TOKEN', {
        'www-authenticate': 'Bearer realm="kpe"',
      })
    // Digests are of one length, and compared in constant time.
    if (!timingSafeEqual(digest(given), expected))
      throw new ServerProblem(401, 'E_ACCESS', 'the token is not the right one', {
        'www-authenticate': 'Bearer realm="kpe", error="invalid_token"',
      })
  })
}

function checkHost({ headers }: FastifyRequest, { host, allowHost }: AccessSettings): void {
  const name = hostNameOf(headers.host ?? '')
  if (name !== undefined && (isLoopback(name) || name === host || allowHost.includes(name))) return
  throw new ServerProblem(
    421,
    'E_ACCESS',
    `the server is asked as "${(headers.host ?? '').slice(0, 100)}", a name that it was not started for (kpe serve --allow-host NAME)`,
  )
}

function checkOrigin({ headers }: FastifyRequest, { allowOrigin }: AccessSettings): void {
  const { origin, host = '' } = headers
  if (origin === undefined || allowOrigin.includes(origin)) return
  if (origin === `http://${host}` || origin === `https://${host}`) return
  throw new ServerProblem(
    403,
    'E_ACCESS',
    `a page of ${origin.slice(0, 100)} may not use this server (kpe serve --allow-origin URL)`,
  )
}

/** Without port and brackets, in small letters; undefined: no host name. */
function hostNameOf(host: string): string | undefined {
  const found = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(host)
  return (found?.[1] ?? found?.[2])?.toLowerCase()
}

/** Pages cannot give a header to a WebSocket: there the token comes as a protocol, `bearer.TOKEN`. */
function tokenOf({ headers }: FastifyRequest): string | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
  if (bearer !== undefined) return bearer
  return /(?:^|, *)bearer\.([^, ]+)/.exec(headers['sec-websocket-protocol'] ?? '')?.[1]
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
