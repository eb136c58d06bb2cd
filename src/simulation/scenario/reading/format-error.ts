import type { z } from 'zod'
import { type Position, UserError } from '../../../base/user-error.ts'
import { describeValue } from '../../../kubernetes/reading/documents.ts'
import type { PathStep } from '../../../kubernetes/reading/source-text.ts'
import { type JsonSchema, scenarioJsonSchema } from '../format/json-schema.ts'
import { suggest } from './suggestion.ts'

type Issue = z.core.$ZodIssue

/** The first of what is wrong with a document's form, and how much more there is. */
export function formatError(
  issues: readonly Issue[],
  value: unknown,
  locate: (path: readonly PathStep[]) => Position,
): UserError {
  const found = issues
    .map((issue) => {
      const path = pathOf(issue)
      return { message: describeIssue(issue, path, value), at: locate(path) }
    })
    .sort(
      ({ at: a }, { at: b }) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
    )
  const [first] = found
  const more = found.length > 1 ? ` (and ${found.length - 1} more)` : ''
  return new UserError('E_SCENARIO', `${first?.message ?? 'no scenario'}${more}`, first?.at)
}

/** To the very field, where one is not known. */
function pathOf(issue: Issue): PathStep[] {
  const path = issue.path.filter((step) => typeof step !== 'symbol')
  return issue.code === 'unrecognized_keys' ? [...path, issue.keys[0] ?? ''] : path
}

function describeIssue(issue: Issue, path: readonly PathStep[], document: unknown): string {
  if (issue.code === 'unrecognized_keys') return describeUnknownField(path)
  if (issue.code === 'invalid_key')
    return `"${String(path.at(-1))}": ${issue.issues[0]?.message ?? issue.message}`
  const where = path.length === 0 ? 'the document' : formatPath(path)
  const value = valueAt(document, path)
  const expected = expectationOf(issue, value)
  if (value === undefined) return `${where} is missing: ${expected}`
  return `${where}: found ${describeValue(value)}, ${expected}`
}

function describeUnknownField(path: readonly PathStep[]): string {
  const section = path.slice(0, -1)
  const field = String(path.at(-1))
  const known = knownFields(section)
  const where = section.length === 0 ? 'a scenario' : formatPath(section)
  return `"${field}" is no field of ${where}${suggest(field, known) || `; its fields: ${known.join(', ')}`}`
}

function expectationOf(issue: Issue, value: unknown): string {
  if (issue.message.startsWith('expected ')) return issue.message
  switch (issue.code) {
    case 'invalid_value': {
      const choices = issue.values.map(String)
      const hint = typeof value === 'string' ? suggest(value, choices) : ''
      return `expected ${choices.join(', ')}${hint}`
    }
    case 'invalid_type':
      return `expected ${typeNames[issue.expected] ?? issue.expected}`
    case 'too_small':
      if (issue.inclusive === false) return `expected more than ${issue.minimum}`
      return `expected ${sizeOf(issue.origin)}${issue.minimum} or more`
    case 'too_big':
      return `expected ${sizeOf(issue.origin)}${issue.maximum} or less`
    case 'invalid_union':
      return 'expected another form (docs/scenarios.md)'
    default:
      return issue.message
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
}

function sizeOf(origin: string): string {
  if (origin === 'array') return 'a length of '
  return origin === 'string' ? 'a text of a length of ' : ''
}

/** `traffic.steady.rate`, `events[2].at`. */
export function formatPath(path: readonly PathStep[]): string {
  return path
    .map((step, index) =>
      typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`,
    )
    .join('')
}

/** Undefined: the path leads nowhere. */
export function valueAt(document: unknown, path: readonly PathStep[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null
        ? (value as Readonly<Record<PathStep, unknown>>)[step]
        : undefined,
    document,
  )
}

/** The fields that the format has at this place. */
function knownFields(path: readonly PathStep[]): string[] {
  const whole = scenarioJsonSchema()
  let schemas = alternatives(whole, whole)
  for (const step of path)
    schemas = schemas.flatMap((one) => into(one, step)).flatMap((one) => alternatives(one, whole))
  return schemas.flatMap(({ properties = {} }) => Object.keys(properties))
}

/** What stands behind references and choices. */
function alternatives(schema: JsonSchema, whole: JsonSchema): JsonSchema[] {
  const { anyOf, $ref } = schema
  if ($ref !== undefined) {
    const target = whole.$defs?.[$ref.slice($ref.lastIndexOf('/') + 1)]
    return target === undefined ? [] : alternatives(target, whole)
  }
  return anyOf === undefined
    ? [schema]
    : anyOf.flatMap((one) => alternatives(one as JsonSchema, whole))
}

function into({ properties, additionalProperties, items }: JsonSchema, step: PathStep) {
  const next = typeof step === 'number' ? items : (properties?.[step] ?? additionalProperties)
  return typeof next === 'object' && !Array.isArray(next) ? [next as JsonSchema] : []
}
