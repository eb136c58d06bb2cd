import { describe, expect, it } from 'vitest'
import type { Destination, UdpTalk } from '../../../../src/simulation/traffic/traffic-plan.ts'
import { endings, play } from '../played.ts'

const talk: UdpTalk = {
  kind: 'udp',
  datagrams: 10,
  intervalMs: 1_000,
  isAnswered: true,
  serverMs: 0,
  timeoutMs: 2_000,
}
const to: Destination = { kind: 'service', service: 'default/web', port: 53 }

describe('the ends of an exchange without connection', () => {
  it('change when the node forgets its translation: whoever gets a datagram answers', () => {
    const seeds = [1, 2, 3, 4, 5, 6].map((seed) => {
      const played = play([{ to, talk }], {
        seed,
        prepare: ({ cluster, timeline }) => {
          for (let atMs = 1_500; atMs < 10_000; atMs += 1_000)
            timeline.at(atMs, () => {
              for (const { emulated } of cluster.nodes.values()) {
                const table = emulated.kernel.tracker.ipv4
                for (let slot = 0; slot < table.slotCount; slot += 1)
                  if (table.isLinked(slot)) table.remove(slot, undefined)
              }
            })
        },
      })
      expect(endings(played)).toEqual(['10000 completed'])
      return played.events.filter(({ kind }) => kind === 'endpoint-chosen').length
    })
    expect(Math.max(...seeds)).toBeGreaterThan(1)
  })

  it('end with the client’s pod, not with the server’s', () => {
    const ended = (name: string) =>
      endings(
        play([{ to, talk }], {
          prepare: ({ cluster, timeline }) =>
            void timeline.at(3_500, () => cluster.podNamed(`default/${name}`)?.end('fin')),
        }),
      )
    expect(ended('client-1')).toEqual(['3500 not-sent client default/client-1 ended'])
    expect(ended('client-2')).toEqual(['10000 completed'])
  })

  it('hear of a policy that forbids sending at once', () => {
    const played = play([{ client: 'host', to, talk }], {
      prepare: ({ cluster }) => {
        const mode = cluster.nodes.get('node-1')?.emulated.modes[0]
        if (mode?.mode !== 'iptables') throw new Error('not iptables')
        mode.engine.restore('*filter\n-I OUTPUT -p udp -j DROP\nCOMMIT\n', {
          noFlush: true,
          counters: false,
          file: 'test',
        })
      },
    })
    expect(endings(played)).toEqual([
      '1000 not-sent EPERM: iptables filter OUTPUT rule 1 on node-1',
    ])
  })
})
