import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from './error-handler.ts'
import { problemOf } from './problem.ts'

/** Which methods each path takes, as routes are added. */
export class KnownPaths {
  readonly #methods = new Map<string, Set<string>>()
  readonly #patterns = new Map<string, RegExp>()

  /** `path` as fastify writes it: `/v1/clusters/:cluster`. */
  add(path: string, methods: readonly string[]): void {
    const known = this.#methods.get(path) ?? new Set()
    for (const method of methods) known.add(method)
    this.#methods.set(path, known)
    this.#patterns.set(path, patternOf(path))
  }

  /** Sorted; empty: there is no such path. */
  methodsOf(path: string): readonly string[] {
    const found = [...this.#patterns].filter(([, pattern]) => pattern.test(path))
    return [...new Set(found.flatMap(([one]) => [...(this.#methods.get(one) ?? [])]))].sort()
  }
}

/**
 * What no route takes: a path that is not there (404), a method that a path does not take (405), the question which ones
 * it takes (OPTIONS). To be called before the first route is added.
 */
export function answerUnknownPaths(app: FastifyInstance): void {
  const known = new KnownPaths()
  app.addHook('onRoute', ({ url, method }) => {
    if (url !== '*') known.add(url, [method].flat())
  })
  // Limited like every route: guessing paths is no way around it.
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, (request, reply) =>
    answer(request, reply, known.methodsOf(request.url.split('?')[0] ?? '')),
  )
}

function answer(request: FastifyRequest, reply: FastifyReply, methods: readonly string[]) {
  const { method, url, id: requestId } = request
  if (methods.length === 0) {
    const detail = `${method} ${pathOf(url)}: there is no such path`
    return sendProblem(reply, problemOf(404, 'E_ROUTE', detail, { requestId }))
  }
  reply.header('allow', [...methods, 'OPTIONS'].join(', '))
  if (method === 'OPTIONS') return reply.code(204).send()
  const detail = `${method} ${pathOf(url)}: the path takes ${methods.join(', ')}`
  return sendProblem(reply, problemOf(405, 'E_ROUTE', detail, { requestId }))
}

function patternOf(path: string): RegExp {
  const parts = path
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replaceAll(/[^\w-]/g, '\\$&')))
  return new RegExp(`^${parts.join('/')}/?$`)
}

function pathOf(url: string): string {
  const path = url.split('?')[0] ?? ''
  return path.length > 200 ? `${path.slice(0, 200)}…` : path
}
