import { describe, expect, it } from 'vitest'
import { defaultProxyConfiguration, withMode } from '../../../src/proxy/configuration.ts'
import type { ToggleName } from '../../../src/proxy/toggles.ts'
import { begin, web } from './living.ts'
import { tablesOf } from './tables.ts'

function nodeWith(mode: 'iptables' | 'ipvs' | 'nftables', toggles: readonly ToggleName[]) {
  const story = begin(
    web({ replicas: 1, container: 'lifecycle: {preStop: {sleep: {seconds: 20}}}' }),
    { configuration: withMode(defaultProxyConfiguration, mode), toggles: new Set(toggles) },
    { nodeCount: 1 },
  )
  const { emulated } = story.cluster.nodes.get('node-1') ?? expect.unreachable()
  return { ...story, emulated }
}

describe('a toggle', () => {
  it.each([
    { toggles: [], want: true },
    { toggles: ['kubernetes#74840'], want: false },
  ] as const)('$toggles: INVALID packets are dropped: $want', ({ toggles, want }) => {
    const { emulated } = nodeWith('iptables', toggles)
    expect(JSON.stringify(tablesOf(emulated).iptables).includes('--ctstate INVALID')).toBe(want)
  })

  it.each([
    { toggles: [], want: '1' },
    { toggles: ['kubernetes#71834'], want: undefined },
  ] as const)('$toggles: expire_nodest_conn is set: $want', ({ toggles, want }) => {
    const { emulated } = nodeWith('ipvs', toggles)
    expect(emulated.kernel.sysctl('net.ipv4.vs.expire_nodest_conn')).toBe(want)
  })

  it.each(['iptables', 'ipvs', 'nftables'] as const)(
    'KEP-1669: in %s mode the last endpoint is no longer used when it is terminating',
    (mode) => {
      const uses = (toggles: readonly ToggleName[]) => {
        const { cluster, timeline, emulated } = nodeWith(mode, toggles)
        const pod = cluster.objects.find((object) => object.kind === 'Pod')
        if (pod?.kind !== 'Pod') return expect.unreachable()
        cluster.deletePod(`default/${pod.metadata.name}`)
        timeline.runTo(1_500)
        const { iptables, nftables, virtualServers } = tablesOf(emulated)
        const ip = pod.status.podIPs[0]?.ip ?? ''
        return JSON.stringify([iptables, nftables, virtualServers]).includes(`${ip}`)
      }
      expect([uses([]), uses(['KEP-1669'])]).toEqual([true, false])
    },
  )
})
