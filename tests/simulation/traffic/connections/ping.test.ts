import { describe, expect, it } from 'vitest'
import type { proxyModes } from '../../../../src/proxy/configuration.ts'
import type { Destination, PingTalk } from '../../../../src/simulation/traffic/traffic-plan.ts'
import { endings, endWeb, play } from '../played.ts'

const talk: PingTalk = { kind: 'icmp', count: 3, intervalMs: 1_000, timeoutMs: 2_000 }
const pinged = (to: Destination, mode: (typeof proxyModes)[number] = 'iptables') =>
  endings(play([{ to, talk }], { mode }))

describe('a ping', () => {
  it.each<{ name: string; to: Destination }>([
    { name: 'a pod on another node', to: { kind: 'pod', pod: 'default/web-0', port: 0 } },
    { name: 'another node', to: { kind: 'node', node: 'node-2', port: 0 } },
    { name: 'its own node', to: { kind: 'node', node: 'node-1', port: 0 } },
  ])('is answered by $name', ({ to }) => {
    expect(pinged(to)).toEqual(['3000 completed'])
  })

  it.each([
    {
      mode: 'iptables' as const,
      want: /^5000 blackholed 3 of 3 not answered; 10\.96\.0\.10: no route outside the nodes$/,
    },
    {
      mode: 'ipvs' as const,
      want: /^5000 refused 3 of 3 not answered; ICMP 3\/3 from 10\.96\.0\.10/,
    },
    { mode: 'nftables' as const, want: /^5000 refused 3 of 3 not answered; ICMP 3\/3 from/ },
  ])('of a cluster IP is not answered in $mode mode', ({ mode, want }) => {
    expect(pinged({ kind: 'service', service: 'default/web', port: 0 }, mode)[0]).toMatch(want)
  })

  it('counts what is missing', () => {
    const played = play([{ to: { kind: 'pod', pod: 'default/web-0', port: 0 }, talk }], {
      prepare: (world) => void world.timeline.at(1_500, () => endWeb('silence')(world)),
    })
    expect(endings(played)).toEqual([
      '5000 blackholed 2 of 3 not answered; the pod with 10.244.2.30 on node-2 is gone',
    ])
  })
})
