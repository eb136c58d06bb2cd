import { describe, expect, it } from 'vitest'
import { defaultClusterSettings } from '../../../../src/simulation/cluster/cluster-settings.ts'
import { begin, deployment, tell, web } from '../living.ts'

describe('the watch', () => {
  it('comes to every node at another time where it jitters, in order all the same', () => {
    const kubeProxy = { ...defaultClusterSettings.kubeProxy, watchJitterMs: 500 }
    const times = (seed: number) => {
      const story = begin(web(), { kubeProxy }, { seed })
      story.cluster.scale(deployment, 2)
      story.timeline.runTo(5_000)
      expect(story.cluster.isConverged).toBe(true)
      return tell(story.events, /^sync-done/).slice(3)
    }
    const first = times(1)
    expect(new Set(first.map((line) => line.split(' ')[0])).size).toBeGreaterThan(1)
    expect(times(1)).toEqual(first)
    expect(times(2)).not.toEqual(first)
  })

  it('asks nothing of kube-proxies that selects nothing of theirs', () => {
    const story = begin(web())
    const before = story.cluster.objects.find(({ kind }) => kind === 'Node')
    if (before?.kind !== 'Node') return expect.unreachable()
    story.cluster.apply([before])
    story.timeline.runTo(5_000)
    expect(tell(story.events, /^sync-done/)).toHaveLength(3)
  })
})
