import { describe, expect, it } from 'vitest'
import { stateBits } from '../../../../../src/kernel/iptables/matches/state/conntrack-names.ts'
import { normalForm } from '../../packets.ts'

describe('names of states', () => {
  it('are printed in the order of iptables, whatever the order given, in capitals', () => {
    expect(normalForm('-m conntrack --ctstate dnat,established,invalid')).toBe(
      '-m conntrack --ctstate INVALID,ESTABLISHED,DNAT',
    )
  })

  it('are refused where they are none', () => {
    expect(normalForm('-m conntrack --ctstate NEW,OLD')).toContain('found NEW,OLD')
  })

  it('are bits, unless they ask for NAT', () => {
    expect(stateBits(['NEW', 'RELATED'], false)).toBe(1 | 4)
    expect(stateBits(['INVALID'], true)).toBe(1 | 2 | 4 | 16)
    expect(stateBits(['NEW', 'DNAT'], false)).toBeUndefined()
  })
})
