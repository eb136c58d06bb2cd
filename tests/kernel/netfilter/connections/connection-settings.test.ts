import { expect, it } from 'vitest'
import { readConnectionSettings } from '../../../../src/kernel/netfilter/connections/connection-settings.ts'
import { tcpState } from '../../../../src/kernel/netfilter/connections/tcp-tracking.ts'

it('takes the kernel’s own timeouts where nobody set others', () => {
  const settings = readConnectionSettings(() => undefined)
  expect(settings.tcpMs[tcpState.established]).toBe(5 * 24 * 3_600_000)
  expect(settings.tcpMs[tcpState.synSent2]).toBe(120_000)
  expect(settings.sctpMs).toEqual([0, 10, 3, 3, 210, 3, 3, 3, 30].map((seconds) => seconds * 1_000))
  expect(settings.udpMs).toBe(30_000)
  expect(settings.tcpLoose).toBe(true)
})

it('follows sysctls, and ignores what is no number', () => {
  const sysctls: Record<string, string> = {
    'net.netfilter.nf_conntrack_tcp_timeout_established': '86400',
    'net.netfilter.nf_conntrack_tcp_loose': '0',
    'net.netfilter.nf_conntrack_udp_timeout': 'soon',
    'net.netfilter.nf_conntrack_max': '10',
  }
  const settings = readConnectionSettings((name) => sysctls[name])
  expect(settings.tcpMs[tcpState.established]).toBe(86_400_000)
  expect(settings.tcpLoose).toBe(false)
  expect(settings.udpMs).toBe(30_000)
  expect(settings.connectionCountMax).toBe(10)
})
