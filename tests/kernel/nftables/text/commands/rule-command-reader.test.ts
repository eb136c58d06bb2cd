import { describe, expect, it } from 'vitest'
import { NftablesEngine } from '../../../../../src/kernel/nftables/engine/nftables-engine.ts'
import { refusedText } from '../../one-rule.ts'

/** Its rules have the handles 2 and 3. */
const before = 'add table t; add chain t c; add rule t c tcp dport 1; add rule t c tcp dport 2'

/** The ports of the rules, in their order. */
function portsAfter(text: string): string {
  const engine = new NftablesEngine()
  engine.apply(before)
  engine.apply(text)
  return [...engine.list().matchAll(/dport (\d+)/g)].map((found) => found[1]).join(' ')
}

describe('a rule', () => {
  it.each([
    ['add rule t c tcp dport 9', '1 2 9'],
    ['insert rule t c tcp dport 9', '9 1 2'],
    ['add rule t c handle 2 tcp dport 9', '1 9 2'],
    ['add rule t c position 2 tcp dport 9', '1 9 2'],
    ['add rule t c index 0 tcp dport 9', '1 9 2'],
    ['insert rule t c handle 3 tcp dport 9', '1 9 2'],
    ['insert rule t c index 1 tcp dport 9', '1 9 2'],
    ['replace rule t c handle 2 tcp dport 9', '9 2'],
    ['delete rule t c handle 2', '2'],
  ])('goes where %s says: %s', (text, ports) => {
    expect(portsAfter(text)).toBe(ports)
  })

  it.each([
    ['add rule t c handle 99 accept', '1:21: Could not process rule: No such file or directory'],
    ['delete rule t c handle 99', '1:24: Could not process rule: No such file or directory'],
    ['add rule t nothing accept', '1:12: Could not process rule: No such file or directory'],
    ['add rule nothing c accept', '1:10: Could not process rule: No such file or directory'],
  ])('%s is refused at %s', (text, refusal) => {
    expect(refusedText(text, before)).toBe(refusal)
  })
})
