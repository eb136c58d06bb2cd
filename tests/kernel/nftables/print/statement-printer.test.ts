import { describe, expect, it } from 'vitest'
import { formatStatement } from '../../../../src/kernel/nftables/print/statement-printer.ts'
import { listedRule } from './listings.ts'

describe('statements', () => {
  it.each([
    ['counter', 'counter packets 0 bytes 0'],
    ['limit rate 10/second', 'limit rate 10/second'],
    ['limit rate over 10/minute burst 20 packets', 'limit rate over 10/minute burst 20 packets'],
    ['quota over 1024 bytes', 'quota over 1 kbytes'],
    ['log prefix "x" level debug', 'log prefix "x" level debug'],
    ['reject', 'reject'],
    ['reject with icmp type port-unreachable', 'reject'],
    ['reject with icmp type admin-prohibited', 'reject with icmp admin-prohibited'],
    ['reject with tcp reset', 'reject with tcp reset'],
    ['tcp flags == syn drop', 'tcp flags == syn drop'],
    ['tcp flags syn / syn,ack drop', 'tcp flags syn / syn,ack drop'],
    ['ct state != established drop', 'ct state != established drop'],
    ['tcp dport != 80 drop', 'tcp dport != 80 drop'],
    ['update @s { ip saddr }', 'update @s { ip saddr }'],
    ['queue num 3 bypass', 'queue flags bypass to 3'],
    ['notrack', 'notrack'],
    ['goto x', 'goto x'],
  ])('%s is listed as %s', (rule, want) => {
    expect(listedRule(rule)?.replace(/^meta l4proto tcp /, '')).toBe(want)
  })

  it.each([
    ['ip', 'reject'],
    ['inet', 'reject with icmp port-unreachable'],
  ] as const)('leaves out the default refusal in %s tables only', (family, want) => {
    expect(formatStatement({ kind: 'reject', with: 'icmp', code: 3 }, { family })).toBe(want)
  })

  it('leaves out counts where they are not wanted', () => {
    const quota = { kind: 'quota', bytes: 2048, over: false, used: { bytes: 7 } } as const
    expect(formatStatement(quota)).toBe('quota 2 kbytes used 7 bytes')
    expect(formatStatement(quota, { stateless: true })).toBe('quota 2 kbytes')
  })

  it('puts IPv6 addresses in brackets before a port', () => {
    const address = { kind: 'value', type: 'ipv6_addr', value: 1n } as const
    const port = { kind: 'value', type: 'inet_service', value: 80 } as const
    const nat = { kind: 'nat', type: 'dnat', family: 'ip6', prefix: false, flags: [] } as const
    expect(formatStatement({ ...nat, address, port })).toBe('dnat ip6 to [::1]:80')
    expect(formatStatement({ ...nat, address, port: undefined })).toBe('dnat ip6 to ::1')
  })
})
