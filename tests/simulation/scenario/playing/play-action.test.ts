import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../../../../src/simulation/events/run-event.ts'
import { runOf, steady } from '../played.ts'

/** Kinds of events, from then on, of a run with this event at 20 s. */
function kindsAfter(event: string): string[] {
  const run = runOf([...steady, `events: [{ at: 20s, ${event} }]`])
  const events: RunEvent[] = []
  run.events.subscribe((one) => events.push(one))
  run.finish()
  const traffic = ['connection-opened', 'endpoint-chosen', 'request-answered', 'connection-ended']
  return [
    ...new Set(
      events
        .filter(({ atMs, kind }) => atMs >= 20_000 && !traffic.includes(kind))
        .map(({ kind }) => kind),
    ),
  ]
}

describe('playAction', () => {
  it.each([
    { event: 'rollOut: deployment/shop', want: ['pod-created', 'pod-gone'] },
    { event: 'scale: sts/web, replicas: 3', want: ['pod-created', 'pod-ready', 'sync-done'] },
    { event: 'delete: svc/web', want: ['object-deleted'] },
    { event: 'delete: deployment/shop, count: 1', want: ['pod-terminating', 'pod-created'] },
    { event: 'notReady: svc/web, count: 1', want: ['pod-not-ready', 'sync-done'] },
    { event: 'notReady: usedBy/steady', want: ['pod-not-ready'] },
    { event: 'kill: pod/web-0', want: ['pod-started'] },
    { event: 'loseNode: node-2', want: ['node-lost'] },
    { event: 'restartKubeProxy: all', want: ['kube-proxy-restarted', 'sync-done'] },
    { event: 'pauseSyncs: [node-1, node-2]', want: ['syncs-paused'] },
    { event: 'flushConntrack: node-1', want: ['conntrack-flushed'] },
    {
      event: 'sysctl: { name: net.netfilter.nf_conntrack_udp_timeout, value: 5 }',
      want: ['sysctl-set'],
    },
    { event: 'mode: nftables, nodes: node-1', want: ['mode-changed', 'sync-done'] },
    { event: 'apply: web.yaml', want: ['object-applied'] },
  ])('$event', ({ event, want }) => expect(kindsAfter(event)).toEqual(expect.arrayContaining(want)))
})
