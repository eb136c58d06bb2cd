import { expect, it } from 'vitest'
import { defaultProxyConfiguration } from '../../../src/proxy/configuration.ts'
import { conntrackSysctls } from '../../../src/proxy/node/conntrack-sysctls.ts'

const { conntrack } = defaultProxyConfiguration

it('sets by default what kube-proxy sets', () => {
  expect(conntrackSysctls(conntrack, 8)).toEqual({
    'net/netfilter/nf_conntrack_max': 262_144,
    'net/netfilter/nf_conntrack_tcp_timeout_established': 86_400,
    'net/netfilter/nf_conntrack_tcp_timeout_close_wait': 3600,
  })
})

it.each([
  {
    name: 'no more than a million connections',
    change: { maxPerCore: 1_000_000 },
    want: 1_048_576,
  },
  { name: 'at least the minimum', change: { maxPerCore: 10, min: 500 }, want: 500 },
  { name: 'nothing where it shall not', change: { maxPerCore: 0 }, want: undefined },
])('asks for $name', ({ change, want }) => {
  const sysctls = conntrackSysctls({ ...conntrack, ...change }, 2)
  expect(sysctls['net/netfilter/nf_conntrack_max']).toBe(want)
})

it('cuts off parts of seconds, and leaves timeouts of 0 as they are', () => {
  const changed = { tcpCloseWaitTimeoutMs: 1500, tcpEstablishedTimeoutMs: 0, udpTimeoutMs: 999 }
  const more = { udpStreamTimeoutMs: 180_000, tcpBeLiberal: true, maxPerCore: 0 }
  expect(conntrackSysctls({ ...conntrack, ...changed, ...more }, 2)).toEqual({
    'net/netfilter/nf_conntrack_tcp_timeout_close_wait': 1,
    'net/netfilter/nf_conntrack_udp_timeout_stream': 180,
    'net/netfilter/nf_conntrack_tcp_be_liberal': 1,
  })
})
