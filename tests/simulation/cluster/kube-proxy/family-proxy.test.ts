import { describe, expect, it } from 'vitest'
import { defaultProxyConfiguration, withMode } from '../../../../src/proxy/configuration.ts'
import { begin, deployment, tell, web } from '../living.ts'

const inMode = (mode: 'iptables' | 'ipvs' | 'nftables') => ({
  configuration: withMode(defaultProxyConfiguration, mode),
})
const one = { nodeCount: 1 }
const syncs = (story: ReturnType<typeof begin>) => tell(story.events, /^sync-done/)

describe('one family of kube-proxy', () => {
  it('syncs fully once an hour, and counts the next ones while nothing happens', () => {
    const story = begin(web(), {}, one)
    story.timeline.runTo(5.5 * 3_600_000)
    expect(story.cluster.syncCounts('node-1')).toEqual({ made: 2, idle: 4 })
    story.cluster.delete({ kind: 'Service', namespace: 'default', name: 'web' })
    story.timeline.runTo(5.6 * 3_600_000)
    expect(syncs(story).slice(0, 3)).toEqual([
      '0.000 sync-done node-1 IPv4 full after 0 ms',
      '3600.100 sync-done node-1 IPv4 full after 0 ms',
      '19800.030 sync-done node-1 IPv4 partial after 30 ms',
    ])
  })

  it('tells how long a change took until its rules stood', () => {
    const story = begin(web(), {}, one)
    story.timeline.runTo(1_000)
    story.cluster.delete({ kind: 'Service', namespace: 'default', name: 'web' })
    story.timeline.runTo(5_000)
    // Once for the Service, once for its slices, a lag later.
    expect(syncs(story).slice(1)).toEqual([
      '1.030 sync-done node-1 IPv4 partial after 30 ms',
      '2.050 sync-done node-1 IPv4 partial after 1000 ms',
    ])
  })

  it('in IPVS mode waits for nothing, and counts what would change nothing', () => {
    const story = begin(web(), inMode('ipvs'), one)
    story.timeline.runTo(60_000)
    story.cluster.delete({ kind: 'Service', namespace: 'default', name: 'web' })
    story.timeline.runTo(300_000)
    expect(syncs(story).slice(1)).toEqual([
      '30.020 sync-done node-1 IPv4 full after 0 ms',
      '60.030 sync-done node-1 IPv4 full after 30 ms',
      '60.080 sync-done node-1 IPv4 full after 30 ms',
      '90.100 sync-done node-1 IPv4 full after 0 ms',
    ])
    expect(story.cluster.syncCounts('node-1')).toEqual({ made: 5, idle: 6 })
  })

  it('tries again where what it writes is refused, and then writes all', () => {
    const story = begin(web(), {}, one)
    story.cluster.setSyncsFailing('node-1', true)
    story.cluster.scale(deployment, 2)
    story.timeline.runTo(20_000)
    story.cluster.setSyncsFailing('node-1', false)
    story.timeline.runTo(60_000)
    const failed = story.events.flatMap((event) =>
      event.kind === 'sync-done' ? `${event.sync} ${event.failed ? 'failed' : 'done'}` : [],
    )
    expect(failed).toEqual(['full done', 'partial failed', 'full failed', 'full done'])
  })
})
