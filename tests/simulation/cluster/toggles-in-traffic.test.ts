import { expect, it } from 'vitest'
import { formatSave } from '../../../src/kernel/ipvs/text/ipvsadm-save.ts'
import { listConnections } from '../../../src/kernel/netfilter/connection-listing.ts'
import type { ProxyMode } from '../../../src/proxy/configuration.ts'
import type { ToggleName } from '../../../src/proxy/toggles.ts'
import { runOf } from '../scenario/played.ts'

const client = 'clients: { shop: { podsOn: node-1 } }'

/** One UDP socket that always sends; its Service loses its pods at 10 s and has others from about 33 s on. */
function udpRun(toggles: readonly ToggleName[], mode: ProxyMode = 'iptables') {
  return runOf(
    [
      `cluster: { toggles: [${toggles}] }`,
      client,
      'traffic: { metrics: { from: shop, to: svc/dns, rate: 1/s, connections: 1, oneWay: true, stream: 59s, every: 1s } }',
      'events:',
      '- { at: 10s, scale: statefulset/web, replicas: 0 }',
      '- { at: 30s, scale: statefulset/web, replicas: 2 }',
      '- { at: 45s, restartKubeProxy: node-1 }',
    ],
    mode,
  )
}

/** Where the socket's entry on its own node leads. */
function entryAt(run: ReturnType<typeof udpRun>, atMs: number): 'to a pod' | 'nowhere' | 'none' {
  run.runTo(atMs)
  const node = run.cluster.nodes.get('node-1')?.emulated ?? expect.unreachable()
  const line = listConnections(node.kernel.tracker.ipv4, atMs).find((one) =>
    /^udp .* dport=53 \[/.test(one),
  )
  if (line === undefined) return 'none'
  expect(line).toContain('[UNREPLIED]')
  return /UNREPLIED\] src=10\.244\./.test(line) ? 'to a pod' : 'nowhere'
}

it.each<{ toggles: readonly ToggleName[]; mode?: ProxyMode; atZero: string; later: string }>([
  { toggles: [], atZero: 'to a pod', later: 'to a pod' },
  { toggles: [], mode: 'nftables', atZero: 'to a pod', later: 'to a pod' },
  { toggles: ['kubernetes#139629'], atZero: 'none', later: 'to a pod' },
  { toggles: ['kubernetes#139629'], mode: 'nftables', atZero: 'none', later: 'to a pod' },
  { toggles: ['kubernetes#127318'], atZero: 'none', later: 'to a pod' },
  { toggles: ['kubernetes#72534'], atZero: 'to a pod', later: 'to a pod' },
  {
    toggles: ['kubernetes#127318', 'kubernetes#72534'],
    atZero: 'nowhere',
    later: 'to a pod',
  },
  { toggles: ['kubernetes#48524', 'kubernetes#72534'], atZero: 'nowhere', later: 'nowhere' },
])(
  '$toggles $mode: without endpoints the entry leads $atZero, with new ones $later',
  ({ toggles, mode, atZero, later }) => {
    const run = udpRun(toggles, mode)
    expect([entryAt(run, 20_000), entryAt(run, 40_000)]).toEqual([atZero, later])
  },
)

it.each<{ toggles: readonly ToggleName[]; mode: ProxyMode; want: string }>([
  { toggles: [], mode: 'iptables', want: 'to a pod' },
  { toggles: ['kubernetes#139629'], mode: 'iptables', want: 'to a pod' },
  { toggles: ['kubernetes#141371'], mode: 'iptables', want: 'nowhere' },
  { toggles: ['kubernetes#141371'], mode: 'nftables', want: 'none' },
])('$toggles $mode: the entry of a deleted Service leads $want', ({ toggles, mode, want }) => {
  const run = runOf(
    [
      `cluster: { toggles: [${toggles}] }`,
      client,
      'traffic: { metrics: { from: shop, to: 10.96.0.53:53, protocol: udp, rate: 1/s, connections: 1, oneWay: true, stream: 59s } }',
      'objects:',
      '- apiVersion: v1',
      '  kind: Service',
      '  metadata: { name: short }',
      '  spec: { clusterIP: 10.96.0.53, selector: { app: web }, ports: [{ port: 53, protocol: UDP }] }',
      'events: [{ at: 10s, delete: service/short }]',
    ],
    mode,
  )
  expect([entryAt(run, 9_000), entryAt(run, 20_000)]).toEqual(['to a pod', want])
})

it.each<{ toggles: readonly ToggleName[]; want: number }>([
  { toggles: [], want: 0 },
  { toggles: ['kubernetes#127318'], want: 1 },
  { toggles: ['kubernetes#48524'], want: 0 },
])('$toggles: a new kube-proxy clears $want entries that are good', ({ toggles, want }) => {
  const run = udpRun(toggles)
  let deleted = 0
  run.events.subscribe((event) => {
    if (event.kind === 'entries-deleted' && event.atMs > 45_000) deleted += event.count
  })
  run.finish()
  expect(deleted).toBe(want)
})

it.each<{ toggles: readonly ToggleName[]; want: readonly number[] }>([
  { toggles: [], want: [0, 1] },
  { toggles: ['kubernetes#66012'], want: [1] },
])('$toggles: weights while a pod with a connection ends: $want', ({ toggles, want }) => {
  const run = runOf(
    [
      `cluster: { toggles: [${toggles}] }`,
      client,
      'traffic: { calls: { from: shop, to: svc/web, rate: 1/s, connections: 1, stream: 59s } }',
      'events: [{ at: 10s, name: end, delete: usedBy/calls }]',
    ],
    'ipvs',
  )
  run.runTo(11_000)
  const node = run.cluster.nodes.get('node-1')?.emulated ?? expect.unreachable()
  const servers = formatSave(node.engines.ipvs.engine.virtualServers).filter((line) =>
    /^-a .*:8080 /.test(line),
  )
  const weights = servers.map((line) => Number(/-w (\d+)/.exec(line)?.[1]))
  expect(weights.sort()).toEqual(want)
})

it.each<{ kernel: string; toggles: readonly ToggleName[]; want: string | undefined }>([
  { kernel: '5.4', toggles: [], want: '0' },
  { kernel: '5.4', toggles: ['kubernetes#71114'], want: undefined },
  { kernel: '6.12', toggles: [], want: undefined },
])('$toggles: conn_reuse_mode on Linux $kernel is set to $want', ({ kernel, toggles, want }) => {
  const run = runOf([`cluster: { kernel: "${kernel}", toggles: [${toggles}] }`], 'ipvs')
  run.runTo(0)
  const node = run.cluster.nodes.get('node-1')?.emulated ?? expect.unreachable()
  expect(node.kernel.sysctl('net.ipv4.vs.conn_reuse_mode')).toBe(want)
  expect(node.engines.kernelRelease).toBe(kernel)
})

it.each<{ toggles: readonly ToggleName[]; want: number }>([
  { toggles: [], want: 2 },
  { toggles: ['kubernetes#106030'], want: 1 },
])('$toggles: a client whose pod is not ready any more meets $want pods', ({ toggles, want }) => {
  const run = runOf([
    `cluster: { toggles: [${toggles}] }`,
    client,
    'traffic: { calls: { from: shop, to: svc/sticky, rate: 1/s } }',
    'objects:',
    '- apiVersion: v1',
    '  kind: Service',
    '  metadata: { name: sticky }',
    '  spec: { selector: { app: web }, sessionAffinity: ClientIP, ports: [{ port: 80, targetPort: 8080 }] }',
    'events: [{ at: 10s, name: unready, notReady: usedBy/calls }]',
  ])
  expect(run.finish().traffic[0]?.backends).toHaveLength(want)
})
