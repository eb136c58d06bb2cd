import { describe, expect, it } from 'vitest'
import { anyHeader } from '../../../../src/kernel/iptables/model/rule.ts'
import { engineWith } from '../packets.ts'

describe('the header of a rule', () => {
  it('is one shared object where it asks for nothing', () => {
    const rules = engineWith('-A FORWARD -j DROP\n-A FORWARD -p all -j ACCEPT').chain(
      'filter',
      'FORWARD',
    )?.rules
    expect(rules?.map(({ header }) => header)).toEqual([anyHeader, anyHeader])
    expect(rules?.every(({ header }) => header === anyHeader)).toBe(true)
  })
})
