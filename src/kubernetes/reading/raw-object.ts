import { UserError } from '../../base/user-error.ts'
import { isMap } from './documents.ts'
import type { Origin } from './origin.ts'
import type { PathStep } from './source-text.ts'

/** What the fields of one API type are called; other fields are refused, as kubectl has it (--validate=strict). */
export type KnownFields = ReadonlySet<string>

/** The object that is being read, for messages. */
export interface RawContext {
  readonly apiVersion: string
  readonly kind: string
  readonly origin: Origin | undefined
}

/**
 * A map of the input, read field by field into the API's types. Null counts as absent, as in Go's JSON.
 * A value of another type is refused in the API server's words.
 */
export class RawObject {
  readonly fields: Readonly<Record<string, unknown>>
  /** Go's name of this type: `ServicePort`. */
  readonly #type: string
  readonly #context: RawContext
  readonly #parent: RawObject | undefined
  readonly #steps: readonly PathStep[]

  constructor(
    fields: Readonly<Record<string, unknown>>,
    type: string,
    context: RawContext,
    known?: KnownFields,
    parent?: RawObject,
    steps: readonly PathStep[] = [],
  ) {
    this.fields = fields
    this.#type = type
    this.#context = context
    this.#parent = parent
    this.#steps = steps
    if (known !== undefined) this.#refuseUnknown(known)
  }

  string(name: string): string | undefined {
    const value = this.fields[name]
    if (value === undefined || value === null) return undefined
    if (typeof value !== 'string') throw this.#mismatch([name], value, 'string')
    return value
  }

  boolean(name: string): boolean | undefined {
    const value = this.fields[name]
    if (value === undefined || value === null) return undefined
    if (typeof value !== 'boolean') throw this.#mismatch([name], value, 'bool')
    return value
  }

  /** A whole number that fits into 32 bits with sign. */
  integer(name: string): number | undefined {
    const value = this.fields[name]
    if (value === undefined || value === null) return undefined
    if (!isInt32(value)) throw this.#mismatch([name], value, 'int32')
    return value
  }

  integerOrString(name: string): number | string | undefined {
    const value = this.fields[name]
    if (value === undefined || value === null) return undefined
    if (typeof value === 'string' || isInt32(value)) return value
    throw this.#mismatch([name], value, typeof value === 'number' ? 'int32' : 'string')
  }

  object(name: string, type: string, known?: KnownFields): RawObject | undefined {
    const value = this.fields[name]
    if (value === undefined || value === null) return undefined
    return this.#child([name], value, type, known)
  }

  /** Empty where the field is absent. */
  objects(name: string, type: string, known?: KnownFields): readonly RawObject[] {
    return this.#list(name).map((item, index) =>
      this.#child([name, index], item ?? {}, type, known),
    )
  }

  strings(name: string): readonly string[] {
    return this.#list(name).map((item, index) => {
      if (item === null || item === undefined) return ''
      if (typeof item !== 'string') throw this.#mismatch([name, index], item, 'string')
      return item
    })
  }

  stringMap(name: string): Readonly<Record<string, string>> | undefined {
    const value = this.fields[name]
    if (value === undefined || value === null) return undefined
    if (!isMap(value)) throw this.#mismatch([name], value, 'map[string]string')
    const entries: Record<string, string> = {}
    for (const [key, text] of Object.entries(value)) {
      if (typeof text !== 'string' && text !== null)
        throw this.#mismatch([name, key], text, 'string')
      entries[key] = text ?? ''
    }
    return entries
  }

  /** A refusal of this object's field, in the API server's frame. */
  refuse(name: string, reason: string): UserError {
    return this.#refusal([name], reason)
  }

  #list(name: string): readonly unknown[] {
    const value = this.fields[name]
    if (value === undefined || value === null) return []
    if (!Array.isArray(value)) throw this.#mismatch([name], value, `[]${this.#type}`)
    return value
  }

  #child(steps: PathStep[], value: unknown, type: string, known: KnownFields | undefined) {
    if (!isMap(value)) throw this.#mismatch(steps, value, type)
    return new RawObject(value, type, this.#context, known, this, steps)
  }

  #refuseUnknown(known: KnownFields): void {
    for (const name in this.fields)
      if (!known.has(name)) {
        const field = formatSteps(this.#path([name]))
        throw this.#refusal([name], `strict decoding error: unknown field "${field}"`)
      }
  }

  #mismatch(steps: readonly PathStep[], value: unknown, type: string): UserError {
    const field = this.#path(steps)
      .filter((step) => typeof step === 'string')
      .slice(0, this.#path([]).filter((step) => typeof step === 'string').length + 1)
      .join('.')
    const found = isMap(value) ? 'object' : Array.isArray(value) ? 'array' : goKind(value)
    return this.#refusal(
      steps,
      `json: cannot unmarshal ${found} into Go struct field ${this.#type}.${field} of type ${type}`,
    )
  }

  #refusal(steps: readonly PathStep[], reason: string): UserError {
    const { apiVersion, kind, origin } = this.#context
    const version = apiVersion.slice(apiVersion.indexOf('/') + 1)
    return new UserError(
      'E_INVALID',
      `${kind} in version "${version}" cannot be handled as a ${kind}: ${reason}`,
      origin?.locate(this.#path(steps)),
    )
  }

  #path(steps: readonly PathStep[]): readonly PathStep[] {
    return this.#parent === undefined ? steps : [...this.#parent.#path(this.#steps), ...steps]
  }
}

/** `spec.ports[0].name` */
export function formatSteps(steps: readonly PathStep[]): string {
  let text = ''
  for (const step of steps)
    text += typeof step === 'number' ? `[${step}]` : text === '' ? step : `.${step}`
  return text
}

function isInt32(value: unknown): value is number {
  return typeof value === 'number' && value === (value | 0)
}

/** As Go's encoding/json names a JSON value; a number that does not fit is shown. */
function goKind(value: unknown): string {
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number') return `number${isInt32(value) ? '' : ` ${value}`}`
  return typeof value
}
