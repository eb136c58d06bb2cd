import { describe, expect, it } from 'vitest'
import { createSeededChance } from '../../../../src/base/seeded-chance.ts'
import { packet } from '../../../kernel/packets.ts'
import { begin, deployment, tell, web } from '../living.ts'

const syncs = (story: ReturnType<typeof begin>, node: string) =>
  tell(story.events, /^sync-done/).filter((line) => line.includes(node))

describe('a node', () => {
  it('that is lost learns nothing, and all of it when it is back', () => {
    const story = begin(web())
    story.cluster.loseNode('node-3')
    story.cluster.scale(deployment, 2)
    story.timeline.runTo(20_000)
    expect(syncs(story, 'node-3')).toHaveLength(1)
    expect(story.cluster.isConverged).toBe(true)
    story.cluster.returnNode('node-3')
    expect(story.cluster.isConverged).toBe(false)
    story.timeline.runTo(25_000)
    expect(syncs(story, 'node-3').slice(1, 2)).toEqual([
      expect.stringMatching(/^20\.020 sync-done node-3 IPv4 partial/),
    ])
  })

  it('whose kube-proxy is paused converges when it goes on', () => {
    const story = begin(web())
    story.cluster.pauseSyncs('node-3')
    story.cluster.scale(deployment, 2)
    story.timeline.runTo(20_000)
    expect(story.cluster.isConverged).toBe(false)
    story.cluster.resumeSyncs('node-3')
    story.timeline.runTo(21_000)
    expect(story.cluster.isConverged).toBe(true)
  })

  it('whose kube-proxy is restarted writes all anew, and nothing of what was under way', () => {
    const story = begin(web())
    story.timeline.at(110, () => story.cluster.restartKubeProxy('node-3'))
    story.cluster.delete({ kind: 'Service', namespace: 'default', name: 'web' })
    story.timeline.runTo(20_000)
    expect(syncs(story, 'node-3')).toEqual([
      '0.000 sync-done node-3 IPv4 full after 0 ms',
      '0.030 sync-done node-3 IPv4 partial after 30 ms',
      '2.210 sync-done node-3 IPv4 full after 0 ms',
    ])
  })

  it('in another zone writes all anew', () => {
    const story = begin(web())
    const node = story.cluster.objects.find(({ metadata }) => metadata.name === 'node-3')
    if (node?.kind !== 'Node') return expect.unreachable()
    const labels = { ...node.metadata.labels, 'topology.kubernetes.io/zone': 'other' }
    story.cluster.apply([{ ...node, metadata: { ...node.metadata, labels } }])
    story.timeline.runTo(5_000)
    expect(tell(story.events, /^sync-done/).slice(3)).toEqual([
      '0.110 sync-done node-3 IPv4 full after 110 ms',
    ])
  })

  it('is of another mode after its kube-proxy was started in it', () => {
    const story = begin(web(), {}, { nodeCount: 2 })
    story.cluster.changeMode('node-2', 'nftables')
    story.timeline.runTo(10_000)
    const modes = [...story.cluster.nodes.values()].map(({ emulated }) => emulated.modes[0]?.mode)
    expect(modes).toEqual(['iptables', 'nftables'])
  })

  it('tells of conntrack entries that kube-proxy deletes, and of those that are flushed', () => {
    const text = web({ replicas: 2 }).replace(
      'ports: [{port: 80',
      'ports: [{protocol: UDP, port: 80',
    )
    const story = begin(text, {}, { nodeCount: 1 })
    const { emulated } = story.cluster.nodes.get('node-1') ?? expect.unreachable()
    const service = story.cluster.objects.find(({ kind }) => kind === 'Service')
    const to = service?.kind === 'Service' ? `${service.spec.clusterIP}:80` : ''
    for (let port = 1_000; port < 1_020; port += 1)
      emulated.kernel.receive(packet('udp', `10.244.1.99:${port}`, to), 'cni0', {
        nowMs: 0,
        chance: createSeededChance(port),
      })
    story.cluster.scale(deployment, 1)
    story.timeline.runTo(10_000)
    story.cluster.flushConntrack('node-1')
    const counts = story.events.flatMap((event) =>
      event.kind === 'entries-deleted' ? event.count : [],
    )
    expect(counts).toHaveLength(2)
    expect(counts[0]).toBeGreaterThan(0)
    expect((counts[0] ?? 0) + (counts[1] ?? 0)).toBe(20)
  })
})
