import { entryOf } from '../base/entry-of.ts'
import { describeValue, isMap } from '../kubernetes/reading/documents.ts'
import type { Origin } from '../kubernetes/reading/origin.ts'
import { refusal } from './configuration-document.ts'
import { configurationFields, type FieldKind, type FieldMap } from './configuration-fields.ts'
import { parseGoDuration } from './go-duration.ts'

/** A document whose fields all have the right types; absent, null or empty ones read as undefined. */
export class ConfigurationValues {
  readonly #fields: Readonly<Record<string, unknown>>

  /** @throws UserError E_CONFIGURATION at the first unknown field, or value of a wrong type */
  constructor(fields: Readonly<Record<string, unknown>>, origin: Origin) {
    checkFields(fields, configurationFields, [], origin)
    this.#fields = fields
  }

  string(...path: string[]): string | undefined {
    const value = this.#at(path)
    return typeof value === 'string' && value !== '' ? value : undefined
  }

  number(...path: string[]): number | undefined {
    const value = this.#at(path)
    return typeof value === 'number' ? value : undefined
  }

  boolean(...path: string[]): boolean | undefined {
    const value = this.#at(path)
    return typeof value === 'boolean' ? value : undefined
  }

  /** Milliseconds. */
  duration(...path: string[]): number | undefined {
    const value = this.#at(path)
    return typeof value === 'string' ? parseGoDuration(value) : undefined
  }

  strings(...path: string[]): readonly string[] {
    const value = this.#at(path)
    return Array.isArray(value) ? value.map(String) : []
  }

  gates(): Readonly<Record<string, boolean>> {
    const value = this.#at(['featureGates'])
    return isMap(value) ? (value as Readonly<Record<string, boolean>>) : {}
  }

  /** False for what Go would leave out: null, '', 0, false, a duration of nothing, and maps of these. */
  isSet(name: string): boolean {
    return hasContent(this.#fields[name])
  }

  #at(path: readonly string[]): unknown {
    let value: unknown = this.#fields
    for (const step of path) value = isMap(value) ? value[step] : undefined
    return value
  }
}

function checkFields(
  fields: Readonly<Record<string, unknown>>,
  known: FieldMap,
  path: readonly string[],
  origin: Origin,
): void {
  for (const [name, value] of Object.entries(fields)) {
    const steps = [...path, name]
    const kind = entryOf(known, name)
    if (kind === undefined)
      throw refusal(
        `strict decoding error: unknown field "${steps.join('.')}"${suggestion(name, known)}`,
        origin.locate(steps),
      )
    if (value === null) continue
    if (typeof kind === 'object') {
      if (!isMap(value)) throw mismatch(steps, value, 'a map', origin)
      checkFields(value, kind, steps, origin)
    } else if (!fits(value, kind)) throw mismatch(steps, value, expectation[kind], origin)
  }
}

const expectation: Readonly<Record<FieldKind, string>> = {
  string: 'text',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  duration: 'a duration such as 30s or 1h30m',
  strings: 'a list of texts',
  gates: 'a map of feature gates to true or false',
  any: 'anything',
}

function fits(value: unknown, kind: FieldKind): boolean {
  switch (kind) {
    case 'string':
    case 'boolean':
    case 'number':
      return typeof value === kind
    case 'integer':
      return Number.isInteger(value) && value === Number(value) >> 0
    case 'duration':
      return typeof value === 'string' && parseGoDuration(value) !== undefined
    case 'strings':
      return Array.isArray(value) && value.every((item) => typeof item === 'string')
    case 'gates':
      return isMap(value) && Object.values(value).every((item) => typeof item === 'boolean')
    default:
      return true
  }
}

function mismatch(steps: readonly string[], value: unknown, expected: string, origin: Origin) {
  return refusal(
    `${steps.join('.')} is ${describeValue(value)}, expected ${expected}`,
    origin.locate(steps),
  )
}

/** A known field that only differs in case. */
function suggestion(name: string, known: FieldMap): string {
  const meant = Object.keys(known).find((field) => field.toLowerCase() === name.toLowerCase())
  return meant === undefined ? '' : ` (is "${meant}" meant?)`
}

function hasContent(value: unknown): boolean {
  if (isMap(value)) return Object.values(value).some(hasContent)
  if (Array.isArray(value)) return value.length > 0
  if (typeof value === 'string') return value !== '' && parseGoDuration(value) !== 0
  return value !== undefined && value !== null && value !== false && value !== 0
}
