import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isUserError } from '../../../../src/base/user-error.ts'
import {
  createConntrackReader,
  isConntrackLine,
} from '../../../../src/simulation/flows/text/conntrack-reader.ts'
import { lenient, readAll, strict } from '../captures.ts'

const read = (text: string, records = strict()) =>
  readAll(createConntrackReader(records), Buffer.from(text))
const inData = (name: string) => readFileSync(`tests/simulation/flows/data/${name}`, 'utf8')
const tcp = 'src=10.244.0.5 dst=10.96.1.1 sport=33302 dport=80'
const back = 'src=10.244.1.7 dst=10.244.0.5 sport=8080 dport=33302'

describe("conntrack's text", () => {
  it.each([
    {
      name: '-L',
      line: `tcp      6 119 TIME_WAIT ${tcp} ${back} [ASSURED] mark=0 use=1`,
      kind: 'flow',
    },
    {
      name: '-L -o extended',
      line: `ipv4     2 tcp      6 431999 ESTABLISHED ${tcp} ${back} [ASSURED] mark=0 zone=3 use=2`,
      kind: 'flow',
    },
    {
      name: '/proc/net/nf_conntrack',
      line: `ipv4     2 tcp      6 86 TIME_WAIT ${tcp} ${back} [ASSURED] mark=0 zone=0 use=2`,
      kind: 'flow',
    },
    {
      name: '-E, a new one',
      line: `    [NEW] tcp      6 120 SYN_SENT ${tcp} [UNREPLIED] ${back}`,
      kind: 'flow',
    },
    {
      name: '-E, an end',
      line: `[DESTROY] tcp      6 ${tcp} ${back} [ASSURED]`,
      kind: 'flow-ended',
    },
  ])('is read: $name', ({ line, kind }) => {
    expect(isConntrackLine(line)).toBe(true)
    expect(read(line)).toMatchObject([
      { kind, flow: { protocol: 6, source: { port: 33_302 }, destination: { port: 80 } } },
    ])
  })

  it('has counters of both ways, and times', () => {
    const line = `[1795769690.5]\t[DESTROY] udp      17 28 src=10.0.0.1 dst=10.0.0.2 sport=1 dport=53 packets=1 bytes=58 src=10.0.0.2 dst=10.0.0.1 sport=53 dport=1 packets=2 bytes=60`
    expect(read(line)).toMatchObject([
      { kind: 'flow-ended', flow: { atMs: 1_795_769_690_500, packets: 3, bytes: 118 } },
    ])
  })

  it('tells what was open before from what is new', () => {
    const [update] = read(` [UPDATE] tcp      6 60 SYN_RECV ${tcp} ${back}`)
    expect(update).toMatchObject({ flow: { isKnown: true } })
  })

  it.each([
    { file: 'conntrack-list.txt', kinds: { flow: 5 }, protocols: [1, 6, 17] },
    { file: 'conntrack-events.txt', kinds: { flow: 22, 'flow-ended': 5 }, protocols: [1, 6, 17] },
  ])('that the real one printed is read: $file', ({ file, kinds, protocols }) => {
    const events = read(inData(file))
    const counts: Record<string, number> = {}
    for (const { kind } of events) counts[kind] = (counts[kind] ?? 0) + 1
    expect(counts).toEqual(kinds)
    const seen = new Set(events.map((event) => event.kind !== 'packet' && event.flow.protocol))
    expect([...seen].sort()).toEqual(protocols.sort())
  })

  it('leaves out its headline, and protocols that nobody can replay', () => {
    const records = strict()
    expect(
      read(
        'conntrack v1.4.8 (conntrack-tools): 3 flow entries have been shown.\ngre      47 29 src=10.0.0.1 dst=10.0.0.2 src=10.0.0.2 dst=10.0.0.1',
        records,
      ),
    ).toEqual([])
    expect([...records.skipped]).toEqual([['other-protocol', 1]])
  })

  it.each([
    { line: 'hello', says: 'no line of conntrack' },
    { line: 'tcp 6 119 src=x dst=y sport=1 dport=2', says: 'src "x" or dst "y" is no IP address' },
    { line: 'tcp 6 119 src=10.0.0.1 dst=10.0.0.2', says: 'no sport= or dport=' },
    { line: 'icmp 1 29 src=10.0.0.1 dst=10.0.0.2 type=8', says: 'no id=' },
  ])('is refused: $line', ({ line, says }) => {
    expect(() => read(line)).toThrow(says)
  })

  it('may hold anything: it is read, or refused', () => {
    const words = fc.constantFrom(
      'tcp',
      '6',
      ' ',
      ' src=',
      ' dst=',
      '10.0.0.1',
      ' sport=',
      '[NEW]',
      '9',
      '\n',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string())), fc.boolean(), (parts, skips) => {
        try {
          read(parts.join(''), skips ? lenient() : strict())
        } catch (error) {
          if (!isUserError(error)) throw error
        }
      }),
    )
  })
})
