import { STATUS_CODES } from 'node:http'
import { z } from 'zod'
import { type ErrorCode, errorCodes } from '../../base/error-codes.ts'
import { type Position, UserError } from '../../base/user-error.ts'

/** What an error of the API looks like (RFC 9457, application/problem+json). */
export const problemSchema = z
  .object({
    type: z.string().describe('Where the code is explained.'),
    title: z.string().describe('The HTTP status in words.'),
    status: z.number().int(),
    detail: z.string().describe('What was found, and what was expected.'),
    code: z
      .enum(['E_BUG', ...Object.keys(errorCodes)])
      .describe('Of the catalogue in docs/errors.md; E_BUG: the server itself is wrong.'),
    position: z
      .object({
        file: z.string(),
        line: z.number().int().optional(),
        column: z.number().int().optional(),
      })
      .optional()
      .describe('Where in the input.'),
    requestId: z.string().optional(),
  })
  .meta({ id: 'Problem', description: 'An error (RFC 9457).' })

export type Problem = z.infer<typeof problemSchema>

export const problemType = 'application/problem+json'

/** An error that knows its HTTP status. */
export class ServerProblem extends UserError {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    code: ErrorCode,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(code, message)
    this.status = status
    this.headers = headers
  }
}

export function busy(message: string, retryAfterSeconds: number, status: 429 | 503 = 503) {
  return new ServerProblem(status, 'E_BUSY', message, { 'retry-after': String(retryAfterSeconds) })
}

/** Which status a mistake in the input has. */
const statusOfCode: Readonly<Partial<Record<ErrorCode, number>>> = {
  E_USAGE: 400,
  E_YAML: 400,
  E_BODY: 400,
  E_ACCESS: 403,
  E_ROUTE: 404,
  E_UNKNOWN_NODE: 404,
  E_UNKNOWN_OBJECT: 404,
  E_CONFLICT: 409,
  E_LIMIT: 413,
  E_BUSY: 503,
  E_STORE: 507,
}

export function statusOf(error: UserError): number {
  return error instanceof ServerProblem ? error.status : (statusOfCode[error.code] ?? 422)
}

export function problemOf(
  status: number,
  code: ErrorCode | 'E_BUG',
  detail: string,
  more: { readonly at?: Position | undefined; readonly requestId?: string } = {},
): Problem {
  const { at, requestId } = more
  return {
    type: `/docs/errors#${code.toLowerCase()}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    code,
    ...(at === undefined ? {} : { position: plainPosition(at) }),
    ...(requestId === undefined ? {} : { requestId }),
  }
}

function plainPosition({ file, line, column }: Position) {
  return {
    file,
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  }
}
