import { expect, it } from 'vitest'
import { LineReader } from '../../../../src/simulation/flows/text/line-reader.ts'
import { lenient, readAll, strict } from '../captures.ts'

const flow = {
  protocol: 6,
  source: { address: 1 as never, port: 1 },
  destination: { address: 2 as never, port: 2 },
  atMs: undefined,
  durationMs: undefined,
  packets: 0,
  bytes: 0,
}
const read = (text: string, records = strict()) =>
  readAll(
    new LineReader(records, (line) => {
      if (line.startsWith('#')) return undefined
      return line === 'bad' ? 'no good' : { kind: 'flow', flow: { ...flow, bytes: Number(line) } }
    }),
    Buffer.from(text),
  ).map((event) => event.kind !== 'packet' && event.flow.bytes)

it('reads line by line; empty ones say nothing', () => {
  expect(read('1\n\n#\n2')).toEqual([1, 2])
})

it('names the line that it cannot read, or counts it', () => {
  expect(() => read('1\nbad\n2')).toThrow('no good')
  const records = lenient()
  expect(read('1\nbad\n2', records)).toEqual([1, 2])
  expect(records.first).toBe('test:2: no good [E_FLOWS]')
})

it('refuses a line without end', () => {
  expect(() => read('1'.repeat(70_000))).toThrow('the line has more than 65536 bytes')
})
