import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** An object, and everything that the real thing's validation said against it. */
export interface RecordedValidation {
  readonly object: Readonly<Record<string, unknown>> & { readonly kind: string }
  readonly invalid: readonly string[]
}

export function recordedValidations(name: string): readonly RecordedValidation[] {
  const file = new URL(`./data/validation/${name}.jsonl.gz`, import.meta.url)
  return gunzipSync(readFileSync(file))
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RecordedValidation)
}
