import { OpenConnections } from '../../../src/simulation/checkers/open-connections.ts'
import type { RunEvent } from '../../../src/simulation/events/run-event.ts'

/** Ten connections a second would be told so; the rest as a test needs it. */
export function opened(
  connection: number,
  fields: Partial<Extract<RunEvent, { kind: 'connection-opened' }>> = {},
): RunEvent {
  return {
    kind: 'connection-opened',
    atMs: 0,
    connection,
    traffic: 't',
    client: 'c',
    protocol: 'tcp',
    source: `10.0.0.1:${1_000 + connection}`,
    destination: '10.96.9.9:80',
    ...fields,
  }
}

export function chosen(
  connection: number,
  fields: Partial<Extract<RunEvent, { kind: 'endpoint-chosen' }>> = {},
): RunEvent {
  return {
    kind: 'endpoint-chosen',
    atMs: 0,
    connection,
    backend: '10.1.0.1:80',
    pod: 'default/a',
    seenSource: `10.0.0.1:${1_000 + connection}`,
    path: ['node-1'],
    ...fields,
  }
}

export function ended(
  connection: number,
  fields: Partial<Extract<RunEvent, { kind: 'connection-ended' }>> = {},
): RunEvent {
  return {
    kind: 'connection-ended',
    atMs: 0,
    connection,
    outcome: 'completed',
    detail: '',
    openMs: 0,
    ...fields,
  }
}

export function ofPod(
  kind:
    | 'pod-created'
    | 'pod-ready'
    | 'pod-not-ready'
    | 'pod-terminating'
    | 'pod-gone'
    | 'pod-killed',
  pod: string,
  atMs = 0,
  addresses: readonly string[] = [],
): RunEvent {
  return { kind, atMs, pod, node: 'node-1', addresses }
}

export function synced(atMs: number, node = 'node-1', waitedMs = 1): RunEvent {
  return {
    kind: 'sync-done',
    atMs,
    node,
    family: 'IPv4',
    sync: 'partial',
    failed: false,
    lines: 1,
    bytes: 1,
    waitedMs,
    tookMs: 0,
  }
}

/** What a checker says of these events, one after another; only what it says. */
export function told(
  events: readonly RunEvent[],
  makeObserver: (open: OpenConnections) => (event: RunEvent) => string | undefined,
): string[] {
  const open = new OpenConnections()
  const observe = makeObserver(open)
  return events.flatMap((event) => {
    open.opens(event)
    const detail = observe(event)
    open.ends(event)
    return detail ?? []
  })
}
