import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isUserError } from '../../../../src/base/user-error.ts'
import { createNdjsonReader } from '../../../../src/simulation/flows/text/ndjson-reader.ts'
import { lenient, readAll, strict } from '../captures.ts'

const read = (text: string, records = strict()) =>
  readAll(createNdjsonReader(records), Buffer.from(text)).map(
    (event) => event.kind !== 'packet' && event.flow.destination.port,
  )

describe('NDJSON', () => {
  it('is read, with numbers as numbers or texts; other fields are left alone', () => {
    const lines = [
      { src: '10.0.0.1', dst: '10.96.0.1', dport: 80, labels: { a: 1 }, bytes: null },
      { source: '10.0.0.1', destination: '10.96.0.1', destinationPort: '81' },
    ]
    expect(read(lines.map((line) => JSON.stringify(line)).join('\n'))).toEqual([80, 81])
  })

  it.each([
    { text: '{', says: 'no JSON' },
    { text: '[1]', says: 'expected a JSON object a line' },
    {
      text: '{"src":"10.0.0.1","source":"10.0.0.2"}',
      says: '"source" stands there twice, once as "source"',
    },
    { text: '{"src":{}}', says: '"src": expected a text or a number' },
    { text: '{"src":"10.0.0.1"}', says: 'destination "" is no IP address' },
  ])('is refused: $says', ({ text, says }) => {
    expect(() => read(text)).toThrow(says)
  })

  it('may hold anything: it is read, or refused', () => {
    const names = fc.constantFrom('src', 'dst', 'dport', '__proto__', 'time', 'constructor')
    const values = fc.oneof(fc.constantFrom('10.0.0.1', 'fd00::1', 80), fc.jsonValue())
    fc.assert(
      fc.property(
        fc.dictionary(names, values),
        fc.string(),
        fc.boolean(),
        (object, tail, skips) => {
          try {
            read(`${JSON.stringify(object)}\n${tail}`, skips ? lenient() : strict())
          } catch (error) {
            if (!isUserError(error)) throw error
          }
        },
      ),
    )
  })
})
