import { describe, expect, it } from 'vitest'
import { defaultClusterSettings } from '../../../../src/simulation/cluster/cluster-settings.ts'
import { begin, tell, web } from '../living.ts'

const settings = {
  // The last heartbeat is that of the moment: instants are exact.
  nodeLifecycle: { ...defaultClusterSettings.nodeLifecycle, statusUpdatePeriodMs: 1 },
}

describe('a lost node', () => {
  it('has its Pods not ready after the grace period, and evicted after five minutes more', () => {
    const story = begin(web({ replicas: 3 }), settings)
    story.timeline.runTo(3_000)
    story.cluster.loseNode('node-2')
    story.timeline.runTo(600_000)
    expect(tell(story.events, /^pod-|^node-/)).toEqual([
      '3.000 node-lost node-2',
      '55.000 pod-not-ready pod-1 on node-2',
      '355.000 pod-terminating pod-1 on node-2',
      '355.050 pod-created pod-2 on ',
      '357.070 pod-started pod-2 on node-1',
      '357.120 pod-ready pod-2 on node-1',
    ])
  })

  it('takes new Pods no more, until it is back', () => {
    const story = begin(web({ replicas: 3 }), settings)
    story.cluster.loseNode('node-2')
    story.timeline.runTo(100_000)
    const taints = () =>
      story.cluster.objects.flatMap((object) =>
        object.kind === 'Node' && object.metadata.name === 'node-2'
          ? (object.spec.taints ?? []).map(({ effect }) => effect)
          : [],
      )
    expect(taints()).toEqual(['NoSchedule', 'NoExecute'])
    story.cluster.returnNode('node-2')
    story.timeline.runTo(110_000)
    expect(taints()).toEqual([])
    expect(tell(story.events, /pod-ready/)).toEqual(['100.050 pod-ready pod-1 on node-2'])
    story.timeline.runTo(900_000)
    expect(tell(story.events, /terminating/)).toEqual([])
  })

  it.each([
    { effect: 'NoExecute, tolerationSeconds: 10', at: ['65.000'] },
    { effect: 'NoExecute', at: [] },
  ])('keeps Pods that tolerate it: $effect', ({ effect, at }) => {
    const toleration = `{key: node.kubernetes.io/unreachable, operator: Exists, effect: ${effect}}`
    const text = web({ replicas: 1, pod: `tolerations: [${toleration}],` })
    const story = begin(text, settings)
    story.timeline.runTo(1)
    story.cluster.loseNode('node-1')
    story.timeline.runTo(3_600_000)
    const ended = tell(story.events, /terminating/).map((line) => line.split(' ')[0])
    expect(ended).toEqual(at)
  })

  it('whose Node is deleted is gone with its Pods, which others replace after the quarantine', () => {
    const story = begin(web({ replicas: 3 }), settings)
    const how: string[] = []
    const pods = story.cluster.objects.flatMap((object) =>
      object.kind === 'Pod' ? `default/${object.metadata.name}` : [],
    )
    story.cluster.podNamed(pods[1] ?? '')?.onEnd((end) => how.push(end))
    story.timeline.runTo(1_000)
    story.cluster.delete({ kind: 'Node', namespace: '', name: 'node-2' })
    story.timeline.runTo(60_000)
    expect(tell(story.events)).toEqual([
      '1.000 pod-gone pod-1 on node-2',
      '41.050 pod-created pod-2 on ',
      expect.stringMatching(/^43.070 pod-started pod-2 on node-[13]$/),
      expect.stringMatching(/^43.120 pod-ready pod-2/),
    ])
    expect([how, [...story.cluster.nodes.keys()]]).toEqual([['silence'], ['node-1', 'node-3']])
    expect(story.cluster.isConverged).toBe(true)
  })

  it('is noticed also where the controller looks all the time', () => {
    const nodeLifecycle = { ...settings.nodeLifecycle, monitorPeriodMs: 0 }
    const story = begin(web(), { nodeLifecycle })
    story.cluster.loseNode('node-2')
    story.timeline.runTo(60_000)
    expect(tell(story.events)).toEqual(['50.001 pod-not-ready pod-1 on node-2'])
  })

  it('that is back before anybody noticed has lost nothing', () => {
    const story = begin(web(), settings)
    story.cluster.loseNode('node-2')
    story.timeline.runTo(30_000)
    story.cluster.returnNode('node-2')
    story.timeline.runTo(900_000)
    expect(tell(story.events)).toEqual([])
  })
})
