import { describe, expect, it } from 'vitest'
import { endings, oneRequest, play } from '../played.ts'

/** The connection tables of a node forget everything. */
function flush(world: Parameters<NonNullable<Parameters<typeof play>[1]>['prepare'] & object>[0]) {
  for (const { emulated } of world.cluster.nodes.values()) {
    const { ipv4 } = emulated.kernel.tracker
    for (let slot = 0; slot < ipv4.slotCount; slot += 1)
      if (ipv4.isLinked(slot)) ipv4.remove(slot, undefined)
  }
}

describe('the ends of a TCP connection', () => {
  it('that do not know each other’s segments answer with RST', () => {
    const played = play(
      [
        {
          client: 'users',
          to: { kind: 'node', node: 'node-1', port: 30_080 },
          talk: { ...oneRequest, requests: 9, thinkMs: 1_000, timeoutMs: 5_000 },
        },
      ],
      { prepare: (world) => void world.timeline.at(2_500, () => flush(world)), seed: 3 },
    )
    // The next segment finds a translation of its own: another port, perhaps another pod.
    expect(endings(played)[0]).toMatch(
      /^3000 reset RST: pod default\/web-[01] does not know the connection$/,
    )
  })

  it('hear ICMP errors only while the connection opens', () => {
    const opening = play([{ talk: { ...oneRequest, timeoutMs: 10_000 } }], {
      prepare: ({ cluster }) => {
        for (const pod of cluster.pods) if (pod.name.includes('web')) pod.end('silence')
      },
    })
    expect(endings(opening)[0]).toMatch(/^4000 refused ICMP/)
    const standing = play(
      [{ talk: { ...oneRequest, requests: 2, thinkMs: 1_000, timeoutMs: 10_000 } }],
      {
        prepare: ({ cluster, timeline }) => {
          timeline.at(1_500, () => {
            for (const pod of cluster.pods) if (pod.name.includes('web')) pod.end('silence')
          })
        },
      },
    )
    expect(endings(standing)[0]).toMatch(/^12000 blackholed no answer in 10 s; the pod/)
  })
})
