import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { netfilterReader } from '../../../../src/simulation/recordings/netfilter/reader.ts'

const recorded = (name: string) =>
  gunzipSync(readFileSync(`tests/recordings/data/netfilter/${name}.jsonl.gz`)).toString()
const firstLine = (name: string) => recorded(name).split('\n')[0] ?? ''
const verify = (text: string, answers = false) =>
  netfilterReader.verify('test.jsonl', text, { answers })

describe('the reader of recorded packets', () => {
  it.each([
    { name: 'legacy', cases: 26, facts: 1_000 },
    { name: 'nft-backend', cases: 10, facts: 1_000 },
    { name: 'nftables', cases: 15, facts: 30 },
    { name: 'ipv6-sctp-ping', cases: 24, facts: 900 },
  ])('finds no disagreement in $name', ({ name, cases, facts }) => {
    const verification = verify(recorded(name))
    expect(verification.disagreements).toEqual([])
    expect(verification.cases).toBe(cases)
    expect(verification.packets).toBeGreaterThan(1_200)
    expect(verification.facts).toBeGreaterThan(facts)
  })

  it('finds what does not agree, and says where', () => {
    const state = JSON.parse(firstLine('nft-backend'))
    const [round] = state.rounds
    round.results[0] = { outcome: 'dropped', t_ms: round.results[0].t_ms }
    round.rules = round.rules.replace(/-A KUBE-MARK-MASQ /, '-A KUBE-MARK-MASQ -m comment ')
    const { disagreements } = verify(JSON.stringify(state))
    expect(disagreements[0]?.where).toMatch(/^step 0, packet 1 .*: outcome$/)
    expect(disagreements[1]?.where).toMatch(/^step 0, rules, line \d+$/)
  })

  it('answers in the recording’s format, with every possible result', () => {
    const text = firstLine('nft-backend')
    const [answer = ''] = verify(text, true).answers
    const [asked, answered] = [JSON.parse(text), JSON.parse(answer)]
    expect(answered.input).toEqual(asked.input)
    for (const [index, result] of answered.rounds[0].results.entries()) {
      expect(result.outcome).toBe(asked.rounds[0].results[index].outcome)
      const sum = result.possible.reduce(
        (all: number, { probability }: { probability: number }) => all + probability,
        0,
      )
      expect(sum).toBeCloseTo(1, 9)
    }
  })

  it('answers what was not answered, and compares nothing then', () => {
    const state = JSON.parse(firstLine('nft-backend'))
    for (const round of state.rounds) {
      delete round.results
      delete round.rules
    }
    const { packets, disagreements, answers } = verify(JSON.stringify(state), true)
    expect({ packets, disagreements }).toEqual({ packets: 0, disagreements: [] })
    expect(JSON.parse(answers[0] ?? '').rounds[0].results[0]).toHaveProperty('outcome')
  })

  it('tells its recordings from others', () => {
    expect(netfilterReader.recognises(JSON.parse(firstLine('legacy')))).toBe(true)
    expect(netfilterReader.recognises({ kind: 'ipvs', rounds: [], input: {} })).toBe(false)
    expect(netfilterReader.recognises(undefined)).toBe(false)
  })
})
