import { describe, expect, it } from 'vitest'
import { bufferOf, engineWith, normalForm, run } from '../packets.ts'

describe('-j REJECT', () => {
  it.each([
    ['-j REJECT', 'IPv4', '-j REJECT --reject-with icmp-port-unreachable'],
    [
      '-j REJECT --reject-with host-unreach',
      'IPv4',
      '-j REJECT --reject-with icmp-host-unreachable',
    ],
    [
      '-p tcp -j REJECT --reject-with tcp-reset',
      'IPv4',
      '-p tcp -j REJECT --reject-with tcp-reset',
    ],
    ['-j REJECT', 'IPv6', '-j REJECT --reject-with icmp6-port-unreachable'],
    [
      '-j REJECT --reject-with adm-prohibited',
      'IPv6',
      '-j REJECT --reject-with icmp6-adm-prohibited',
    ],
  ] as const)('%s for %s prints as %s', (given, family, printed) => {
    expect(normalForm(given, 'filter', family)).toBe(printed)
  })

  it.each([
    ['-j REJECT --reject-with tcp-reset', 'without its protocol, expected -p tcp'],
    ['-j REJECT --reject-with nothing', 'expected one of icmp-net-unreachable'],
  ])('%s is refused: %s', (given, why) => expect(normalForm(given)).toContain(why))

  it('is refused outside of the filter table', () => {
    expect(normalForm('-j REJECT', 'nat')).toContain('found -j REJECT in table nat')
  })

  it.each([
    ['icmp-port-unreachable', { kind: 'icmp', type: 3, code: 3 }],
    ['icmp-admin-prohibited', { kind: 'icmp', type: 3, code: 13 }],
    ['tcp-reset', { kind: 'tcp-reset' }],
  ])('%s answers %o', (name, answer) => {
    const engine = engineWith(`-A FORWARD -p tcp -j REJECT --reject-with ${name}`)
    expect(run(engine, 'filter', 'forward', bufferOf())).toEqual({
      kind: 'reject',
      answer,
      rule: 'filter FORWARD rule 1',
    })
  })
})
