import type { JsonValue } from './json-value.ts'

/** Something in a JSON ruleset that nft would not take; where it stands is added outside. */
export class JsonFault extends Error {
  override readonly name = 'JsonFault'

  constructor(expected: string, found: JsonValue | undefined) {
    super(`found ${describe(found)}, expected ${expected}`)
  }
}

function describe(found: JsonValue | undefined): string {
  if (found === undefined) return 'nothing'
  const text = JSON.stringify(found)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
