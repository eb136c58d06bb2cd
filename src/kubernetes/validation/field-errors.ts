import type { PathStep } from '../reading/source-text.ts'

/** A step, or the key of a map, which prints in brackets: `annotations[key]`. */
export type FieldStep = PathStep | { readonly key: string }
export type FieldPath = readonly FieldStep[]

export interface FieldError {
  readonly path: FieldPath
  /** `spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive` */
  readonly text: string
}

/**
 * Collects what is wrong with one object, in the words of the API server
 * (k8s.io/apimachinery/pkg/util/validation/field/errors.go).
 */
export class FieldErrors {
  readonly list: FieldError[] = []

  get any(): boolean {
    return this.list.length > 0
  }

  required(path: FieldPath, detail = ''): void {
    this.#add(path, 'Required value', detail)
  }

  invalid(path: FieldPath, value: unknown, detail: string): void {
    this.#add(path, `Invalid value: ${formatValue(value)}`, detail)
  }

  forbidden(path: FieldPath, detail: string): void {
    this.#add(path, 'Forbidden', detail)
  }

  duplicate(path: FieldPath, value: unknown): void {
    this.#add(path, `Duplicate value: ${formatJson(value)}`, '')
  }

  unsupported(path: FieldPath, value: unknown, supported: readonly string[]): void {
    const names = supported.map((name) => JSON.stringify(name)).join(', ')
    this.#add(path, `Unsupported value: ${formatJson(value)}`, `supported values: ${names}`)
  }

  tooMany(path: FieldPath, count: number, max: number): void {
    this.#add(
      path,
      `Too many: ${count}`,
      `must have at most ${max} ${max === 1 ? 'item' : 'items'}`,
    )
  }

  tooLong(path: FieldPath, maxBytes: number): void {
    this.#add(path, 'Too long', `may not be more than ${maxBytes} bytes`)
  }

  internal(path: FieldPath, detail: string): void {
    this.#add(path, 'Internal error', detail)
  }

  #add(path: FieldPath, body: string, detail: string): void {
    const text = `${formatPath(path)}: ${body}${detail === '' ? '' : `: ${detail}`}`
    this.list.push({ path, text })
  }
}

export function formatPath(path: FieldPath): string {
  let text = ''
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`
    else if (typeof step === 'object') text += `[${step.key}]`
    else text += text === '' ? step : `.${step}`
  }
  return text
}

/** The steps with which the field is looked up in the input. */
export function lookupSteps(path: FieldPath): readonly PathStep[] {
  return path.map((step) => (typeof step === 'object' ? step.key : step))
}

/** Plain strings as Go's %q, all else (the API's own string types are meant by `formatJson`) as JSON. */
function formatValue(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : formatJson(value)
}

/** As Go's encoding/json, which escapes what HTML would trip over. */
function formatJson(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null'
  return text.replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`)
}
