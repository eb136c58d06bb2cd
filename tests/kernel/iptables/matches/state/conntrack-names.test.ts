import { describe, expect, it } from 'vitest'
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
})
