import { describe, expect, it } from 'vitest'
import * as icmp from '../../../../src/kernel/nftables/model/icmp-symbols.ts'

describe('names of ICMP', () => {
  it.each([
    ['type of an echo request', icmp.icmpTypeSymbols, 'echo-request', 8],
    ['type of an echo request of IPv6', icmp.icmpv6TypeSymbols, 'echo-request', 128],
    ['code of a closed port', icmp.icmpCodeSymbols, 'port-unreachable', 3],
    ['code of a closed port of IPv6', icmp.icmpv6CodeSymbols, 'port-unreachable', 4],
    ["code of a closed port in nft's own numbers", icmp.icmpxCodeSymbols, 'port-unreachable', 1],
    ['code of too large a packet', icmp.icmpCodeSymbols, 'frag-needed', 4],
  ])('%s', (_name, table, name, want) => {
    expect(table[name]).toBe(want)
  })

  it('that mean the same print as the first of them', () => {
    const done = Object.entries(icmp.icmpv6TypeSymbols).filter(([, value]) => value === 132)
    expect(done.map(([name]) => name)).toEqual(['mld-listener-done', 'mld-listener-reduction'])
  })
})
