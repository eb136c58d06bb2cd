import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import type { ErrorCode } from '../../base/error-codes.ts'
import { isUserError } from '../../base/user-error.ts'
import { type Problem, problemOf, problemType, ServerProblem, statusOf } from './problem.ts'

/** Makes every error of the API a problem document. Bugs are logged, and tell nothing of the inside. */
export function handleErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = describe(error, request)
    if (problem.status >= 500 && problem.code === 'E_BUG') request.log.error(error)
    if (error instanceof ServerProblem) reply.headers(error.headers)
    return sendProblem(reply, problem)
  })
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  // As text: whatever a route's schemas say of its answers, this is no answer of its own.
  return reply.code(problem.status).type(problemType).send(JSON.stringify(problem))
}

function describe(error: FastifyError, request: FastifyRequest): Problem {
  const requestId = request.id
  if (isUserError(error))
    return problemOf(statusOf(error), error.code, error.message, { at: error.at, requestId })
  if (hasZodFastifySchemaValidationErrors(error)) {
    const [first] = error.validation
    const field = first?.instancePath.slice(1).replaceAll('/', '.') ?? ''
    const where = `${error.validationContext ?? 'request'}${field === '' ? '' : `.${field}`}`
    const detail = `${where}: ${first?.message ?? 'not as expected'}`
    return problemOf(400, 'E_BODY', detail, { requestId })
  }
  const status = error.statusCode ?? 500
  if (status < 400 || status >= 500)
    return problemOf(500, 'E_BUG', 'the server made a mistake; its log has the request id', {
      requestId,
    })
  return problemOf(status, codeOfStatus(status), error.message, { requestId })
}

/** For errors of the framework's own: bodies too large, unknown content types, limits of multipart. */
function codeOfStatus(status: number): ErrorCode {
  if (status === 413 || status === 431) return 'E_LIMIT'
  if (status === 429) return 'E_BUSY'
  if (status === 401 || status === 403) return 'E_ACCESS'
  return status === 404 || status === 405 ? 'E_ROUTE' : 'E_BODY'
}
