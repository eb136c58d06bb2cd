import { describe, expect, it } from 'vitest'
import { readLines, refusalOf } from '../read-text.ts'

describe('readRunSettings', () => {
  it('puts what is written in the place of the defaults', () => {
    const { cause } = readLines(
      'cluster:',
      '  kubeProxy: { config: { ipvs: { scheduler: sh } }, watchLatency: 1s }',
      '  kubelet: { exitsAfter: never, podStart: 5s }',
      '  network: { gonePods: blackhole }',
      '  hosts: { synRetries: 2 }',
      '  sysctls: { net.ipv4.vs.conn_reuse_mode: 1 }',
      '  toggles: [KEP-1669]',
    )
    const { cluster, network, traffic, sysctls } = cause.settingsIn('ipvs')
    expect(cluster.configuration).toMatchObject({ mode: 'ipvs', ipvs: { scheduler: 'sh' } })
    expect(cluster.kubeProxy).toMatchObject({ watchLatencyMs: 1_000, syncDurationMs: 20 })
    expect(cluster.kubelet).toMatchObject({
      podStartMs: 5_000,
      onSigterm: { exitsAfterMs: 'never' },
    })
    expect([...cluster.toggles]).toEqual(['KEP-1669'])
    expect(network).toMatchObject({ gonePods: 'blackhole', hairpinMode: true })
    expect(traffic.synRetries).toBe(2)
    expect(sysctls).toEqual({ 'net.ipv4.vs.conn_reuse_mode': '1' })
  })
})

it.each([
  { kernel: '4.19.304', want: 0 },
  { kernel: '6.4', want: 0 },
  { kernel: '6.5', want: 4 },
  { kernel: '10.0', want: 4 },
])('on Linux $kernel $want SYNs are repeated at equal distances', ({ kernel, want }) => {
  const { cluster, traffic } = readLines(`cluster: { kernel: "${kernel}" }`).cause.settingsIn(
    'ipvs',
  )
  expect(traffic.synLinearTimeouts).toBe(want)
  expect(cluster.kernelRelease).toBe(kernel)
})

describe('what is refused', () => {
  it.each([
    {
      name: 'the mode within the configuration',
      lines: ['cluster: { kubeProxy: { config: { mode: ipvs } } }'],
      want: 'the mode is that of the run',
    },
    {
      name: 'a configuration that kube-proxy refuses',
      lines: ['cluster: { kubeProxy: { config: { iptables: { masqueradeBit: 99 } } } }'],
      want: '5:25: KubeProxyConfiguration.KubeProxyIPTablesConfiguration.MasqueradeBit',
    },
    {
      name: 'a kernel of no version',
      lines: ['cluster: { kernel: new }'],
      want: '5:12: cluster.kernel: found the text "new", expected what uname -r says',
    },
    {
      name: 'no sysctl of that name',
      lines: ['cluster:', '  sysctls: { net.netfilter.nf_conntrack_udp_timeot: 1 }'],
      want: '6:14: no sysctl "net.netfilter.nf_conntrack_udp_timeot" that is emulated; did you mean "nf_conntrack_udp_timeout"?',
    },
    {
      name: 'no sysctl of that name, in an event',
      lines: ['events: [{ at: 5s, sysctl: { name: net.ipv4.vs.expire_nodest_con, value: 1 } }]'],
      want: '5:20: no sysctl "net.ipv4.vs.expire_nodest_con" that is emulated; did you mean "expire_nodest_conn"?',
    },
    {
      name: 'no toggle of that name',
      lines: ['cluster: { toggles: [kubernetes#127319] }'],
      want: '5:22: no toggle "kubernetes#127319"; did you mean "kubernetes#127318"?',
    },
  ])('$name', ({ lines, want }) => expect(refusalOf(() => readLines(...lines))).toContain(want))
})
