import { describe, expect, it } from 'vitest'
import { RuleDraft } from '../../../../src/kernel/iptables/text/rule-draft.ts'
import { engineWith, normalForm } from '../packets.ts'

describe('a rule being read', () => {
  it('shares what many rules have in common', () => {
    const rules = engineWith(
      '-A FORWARD -p tcp -m tcp -j DROP\n-A FORWARD -m tcp -p tcp -j ACCEPT',
    ).chain('filter', 'FORWARD')?.rules
    expect(rules?.[0]?.header).toBe(rules?.[1]?.header)
    expect(rules?.[0]?.matches).toBe(rules?.[1]?.matches)
  })

  it('remembers what the match brought last took', () => {
    const draft = new RuleDraft()
    expect(['--a', '--b', '--c', '--b'].map((option) => draft.take(option))).toEqual([
      false,
      false,
      false,
      true,
    ])
    draft.bring('--c')
    expect(['--b', '--c'].map((option) => draft.take(option))).toEqual([false, true])
  })

  it('remembers its line', () => {
    const rules = engineWith('-A FORWARD -j DROP\n-A FORWARD -j ACCEPT').chain(
      'filter',
      'FORWARD',
    )?.rules
    expect(rules?.map(({ line }) => line)).toEqual([2, 3])
  })

  it.each([
    ['-m tcp --dport 80', 'found -m tcp --dport 80 without its protocol, expected -p tcp'],
    ['-p udp -m tcp --dport 80', 'expected -p tcp'],
    ['-p tcp -m icmp --icmp-type 8', 'expected -p icmp'],
  ])('%s is refused, as the kernel refuses it: %s', (rule, why) => {
    expect(normalForm(rule)).toContain(why)
  })

  it('is refused where its target wants another protocol', () => {
    expect(normalForm('! -p tcp -j REJECT --reject-with tcp-reset')).toContain('expected -p tcp')
  })
})
