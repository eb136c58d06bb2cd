import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printSave } from '../../../../src/kernel/iptables/text/save-writer.ts'
import { bufferOf, createContext, engineWith, Journal, run } from '../packets.ts'

/** Rules of which some look at a packet's class alone, and some do not. */
const part = fc.constantFrom(
  '-m conntrack --ctstate NEW',
  '-m conntrack --ctstate RELATED,ESTABLISHED',
  '-m mark --mark 0x4000/0x4000',
  '-p tcp',
  '! -p udp',
  '-i eth0',
  '-o cni+',
  '-m comment --comment "said"',
  '-s 203.0.113.0/24',
  '-p tcp --dport 80',
  '-m statistic --mode nth --every 2 --packet 0',
)
const action = fc.constantFrom(
  '-j ACCEPT',
  '-j DROP',
  '-j RETURN',
  '-j a',
  '-g b',
  '-j MARK --set-mark 0x4000',
  '',
)
const rule = fc.record({ parts: fc.uniqueArray(part, { maxLength: 2 }), action })
const chainOf = (name: string, rules: readonly { parts: readonly string[]; action: string }[]) =>
  rules.map(({ parts, action: end }) => {
    // Chains only lead on: FORWARD to a and b, a to b.
    const last =
      name === 'b' || (name === 'a' && end === '-j a') ? end.replace(/-[jg] [ab]$/, '') : end
    return `-A ${name} ${[...parts, last].filter((word) => word !== '').join(' ')}`
  })
const rules = fc
  .record({
    forward: fc.array(rule, { maxLength: 5 }),
    a: fc.array(rule, { maxLength: 3 }),
    b: fc.array(rule, { maxLength: 3 }),
  })
  .map(({ forward, a, b }) =>
    [...chainOf('FORWARD', forward), ...chainOf('a', a), ...chainOf('b', b)]
      // A rule has one protocol.
      .filter((line) => (line.match(/-p /g) ?? []).length < 2)
      .join('\n'),
  )

const packets = fc.array(
  fc.record({
    connectionState: fc.constantFrom('ESTABLISHED', 'ESTABLISHED', 'NEW'),
    protocol: fc.constantFrom('tcp', 'udp'),
    source: fc.constantFrom('203.0.113.5', '10.0.0.9'),
    mark: fc.constantFrom(0, 0x4000),
    inputInterface: fc.constantFrom('eth0', 'cni0'),
    destinationPort: fc.constantFrom(80, 81),
  } as const),
  { minLength: 1, maxLength: 20 },
)

describe('a walk that is remembered', () => {
  it('gives the verdict, the counters and the visits of the walk itself', () => {
    fc.assert(
      fc.property(rules, packets, (text, words) => {
        const withMemo = engineWith(`:a - [0:0]\n:b - [0:0]\n${text}`)
        const walking = engineWith(`:a - [0:0]\n:b - [0:0]\n${text}`)
        for (const word of words) {
          // With a journal every packet walks.
          const [context, journaled] = [createContext(), createContext({ journal: new Journal() })]
          const [one, other] = [bufferOf(word), bufferOf(word)]
          const verdict = run(withMemo, 'filter', 'forward', one, context)
          expect(verdict).toEqual(run(walking, 'filter', 'forward', other, journaled))
          expect(one.mark).toBe(other.mark)
          expect(context.visits).toEqual(journaled.visits)
        }
        const save = (engine: typeof walking) =>
          printSave(engine.tables(), { backend: 'legacy', counters: true })
        expect(save(withMemo)).toBe(save(walking))
      }),
      { numRuns: 300 },
    )
  })

  it('is forgotten when the rules change', () => {
    const engine = engineWith('-A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT')
    const verdict = () =>
      run(engine, 'filter', 'forward', bufferOf({ connectionState: 'ESTABLISHED' })).kind
    expect([verdict(), verdict()]).toEqual(['accept', 'accept'])
    engine.command('-t filter -I FORWARD -j DROP')
    expect(verdict()).toBe('drop')
    engine.command('-t filter -D FORWARD 1')
    engine.command('-t filter -P FORWARD DROP')
    engine.command('-t filter -D FORWARD 1')
    expect(verdict()).toBe('drop')
  })
})
