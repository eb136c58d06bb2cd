import type { FastifyInstance, FastifyRequest } from 'fastify'
import { UserError } from '../../base/user-error.ts'
import { ServerProblem } from '../problems/problem.ts'

/** What a route takes as its body; without a word, none. */
export type BodyKind = 'json' | 'text' | 'bytes'

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly body?: BodyKind
  }
}

/** Brackets within brackets: what the API's own bodies have is flat. */
const nestingMax = 32

/** Content types of manifests and scenarios; what curl says by itself is one of them. */
const textTypes = [
  'application/yaml',
  'application/x-yaml',
  'text/yaml',
  'text/x-yaml',
  'text/plain',
  'application/json',
  'application/octet-stream',
  'application/x-www-form-urlencoded',
]

/** Every body is read as bytes first: what it is, the route knows, and not the client's content type alone. */
export function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      done(null, parse(request, body as Buffer))
    } catch (error) {
      done(error as Error)
    }
  })
}

function parse(request: FastifyRequest, body: Buffer): unknown {
  const kind = request.routeOptions.config.body
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (kind === undefined) {
    // Of a path that is not there, that is what is to be said.
    if (body.length === 0 || request.is404) return undefined
    throw new UserError('E_BODY', 'this path takes no body')
  }
  if (kind === 'bytes') return body
  if (kind === 'text') {
    if (!textTypes.includes(type)) throw wrongType(type, 'application/yaml, application/json')
    return body
  }
  if (type !== 'application/json') throw wrongType(type, 'application/json')
  return parseJson(body)
}

/** @throws UserError E_BODY */
export function parseJson(body: Uint8Array): unknown {
  const text = decodeUtf8(body)
  refuseNesting(text)
  try {
    return JSON.parse(text, (key, value) => {
      if (key === '__proto__') throw new UserError('E_BODY', 'body: a key __proto__')
      return value
    })
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new UserError('E_BODY', `body: no valid JSON: ${(error as Error).message.slice(0, 200)}`)
  }
}

/** @throws UserError E_BODY */
export function decodeUtf8(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw new UserError('E_BODY', 'body: bytes that are no UTF-8')
  }
}

function refuseNesting(text: string): void {
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 0x5b || code === 0x7b) depth += 1
    else if (code === 0x5d || code === 0x7d) depth -= 1
    if (depth > nestingMax)
      throw new UserError('E_BODY', `body: brackets nested more than ${nestingMax} deep`)
  }
}

function wrongType(type: string, expected: string): ServerProblem {
  const found = type === '' ? 'no content type' : `content type "${type.slice(0, 80)}"`
  return new ServerProblem(415, 'E_BODY', `${found}, expected ${expected}`)
}
