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

  const withLockHeld = (
    settings: Parameters<typeof begin>[1],
    [fromMs, toMs]: readonly [number, number],
  ) => {
    const story = begin(web(), settings, one)
    story.timeline.runTo(fromMs)
    story.cluster.holdXtablesLock('node-1')
    story.cluster.delete({ kind: 'Service', namespace: 'default', name: 'web' })
    story.timeline.runTo(toMs)
    story.cluster.releaseXtablesLock('node-1')
    story.timeline.runTo(120_000)
    return story.events.flatMap((event) =>
      event.kind === 'sync-done' && event.waitedMs > 0
        ? `${event.atMs - fromMs} ${event.sync} ${event.failed ? 'failed' : 'done'}, took ${event.tookMs}`
        : [],
    )
  }

  it('waits five seconds for the xtables lock, and half a minute until it tries to write all', () => {
    const told = withLockHeld({}, [1_000, 20_000])
    expect(told).toEqual([
      '5030 partial failed, took 5020',
      '11130 full failed, took 5100',
      '41230 full done, took 100',
    ])
  })

  it('only waits where the lock is free again in time', () => {
    expect(withLockHeld({}, [1_000, 3_000])).toEqual([
      '2000 partial done, took 1990',
      '3020 partial done, took 20',
    ])
  })

  it.each([
    { name: 'nftables mode', settings: inMode('nftables') },
    { name: 'iptables’ nft backend', settings: { iptablesBackend: 'nft' } as const },
  ])('does not need it in $name', ({ settings }) =>
    expect(withLockHeld(settings, [1_000, 20_000])[0]).toBe('30 partial done, took 20'),
  )

  it('in IPVS mode writes virtual servers without it', () => {
    const story = begin(web(), inMode('ipvs'), one)
    story.cluster.holdXtablesLock('node-1')
    story.cluster.scale(deployment, 2)
    story.timeline.runTo(20_000)
    const [mode] = story.cluster.nodes.get('node-1')?.emulated.modes ?? []
    if (mode?.mode !== 'ipvs') return expect.unreachable()
    expect(mode.refusal()).toContain('xtables lock')
    expect(mode.proxier.snapshot().virtualServers[0]?.realServers.size).toBe(2)
    expect(mode.ipvs.engine.virtualServers.list()[0]?.servers.length).toBe(2)
  })
})
