/** What an element may be refused with. */
export class ElementError extends Error {
  readonly found: string
  readonly expected: string

  constructor(found: string, expected: string) {
    super(`found ${found}, expected ${expected}`)
    this.found = found
    this.expected = expected
  }
}
