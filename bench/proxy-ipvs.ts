import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { defaultProxyConfiguration } from '../src/proxy/configuration.ts'
import { IpvsProxier } from '../src/proxy/ipvs/ipvs-proxier.ts'
import { ipvsStart } from '../src/proxy/ipvs/settings.ts'
import type { IpvsTransaction } from '../src/proxy/ipvs/transaction.ts'
import { KubeProxy } from '../src/proxy/kube-proxy.ts'
import { nodeContext, plainInterfaces } from '../src/proxy/node/machine.ts'
import { ServiceHealthServer } from '../src/proxy/node/service-health-server.ts'
import { benchService, benchSlice } from './workloads/proxy-cluster.ts'

/**
 * What the IPVS proxier's own work costs: a first sync of many Services, then one change at a time. With the
 * path of a program that times the real kube-proxy's Go code on the same cluster (as an argument, or in
 * KUBE_PROXY_GO; it prints one JSON object) both are timed in one run.
 */
const services = 10_000
const endpoints = 10
const rounds = 5
const changes = 5
const goProgram = process.argv[2] ?? process.env.KUBE_PROXY_GO

const cluster = Array.from({ length: services }, (_, index) => ({
  service: benchService(index),
  slice: benchSlice(index, endpoints),
}))

function newNode() {
  const machine = {
    nodeName: 'node-1',
    nodeIps: ['192.168.0.10'],
    podCidrs: [],
    interfaces: plainInterfaces(['192.168.0.10']),
    sysctls: {},
    cpuCount: 2,
    hasRandomFully: true,
    hasNfacct: true,
  }
  const configuration = { ...defaultProxyConfiguration, clusterCidrs: ['11.0.0.0/8'] }
  const context = nodeContext('IPv4', configuration, machine)
  const { settings } = ipvsStart(context, configuration, machine, '6.12')
  const proxier = new IpvsProxier({ settings, countConnections: () => 0 })
  const healthServer = new ServiceHealthServer(
    'IPv4',
    context.nodePortAddresses,
    machine.interfaces,
  )
  const { nodeName } = machine
  const proxy = new KubeProxy<IpvsTransaction>({
    family: 'IPv4',
    nodeName,
    featureGates: {},
    proxier,
    healthServer,
  })
  return { proxier, proxy }
}

type Node = ReturnType<typeof newNode>

function feed({ proxy }: Node): void {
  for (const { service } of cluster) proxy.observe({ kind: 'applied', object: service })
  for (const { slice } of cluster) proxy.observe({ kind: 'applied', object: slice })
}

function time<Result>(work: () => Result): { readonly ms: number; readonly result: Result } {
  globalThis.gc?.()
  const start = performance.now()
  const result = work()
  return { ms: performance.now() - start, result }
}

const times = {
  feed: [] as number[],
  full: [] as number[],
  add: [] as number[],
  endpoint: [] as number[],
}
for (let round = 0; round < rounds; round += 1) {
  const node = newNode()
  times.feed.push(time(() => feed(node)).ms)
  const full = time(() => node.proxy.sync(0).transaction)
  times.full.push(full.ms)
  proveFirst(full.result, node)
  for (let change = 0; change < changes; change += 1) changeOnce(node, change)
}

/** Every virtual server, with exactly its endpoints, in kube-proxy's order. */
function proveFirst(transaction: IpvsTransaction, { proxier }: Node): void {
  assert.equal(transaction.operations.length, services * (endpoints + 1))
  assert.equal(transaction.boundAddresses.length, services)
  // One endpoint in a hundred is on this node, and in KUBE-LOOP-BACK.
  assert.equal(transaction.entryOperations.length, 2 * services + (services * endpoints) / 100)
  const snapshot = new Map(
    proxier.snapshot().virtualServers.map((one) => [one.virtualServer.text, one.realServers]),
  )
  for (const { service, slice } of cluster) {
    const found = snapshot.get(`${service.spec.clusterIP}:80/TCP`)
    const wanted = slice.endpoints.map(({ addresses }) => `${addresses[0]}:8080`).sort()
    assert.deepEqual([...(found?.keys() ?? [])], wanted)
  }
}

function changeOnce({ proxy }: Node, change: number): void {
  const service = benchService(services + change)
  const slice = benchSlice(services + change, endpoints)
  const added = time(() => {
    proxy.observe({ kind: 'applied', object: service })
    proxy.observe({ kind: 'applied', object: slice })
    return proxy.sync(0).transaction
  })
  times.add.push(added.ms)
  assert.deepEqual(
    added.result.operations.map(({ kind }) => kind),
    ['add-virtual-server', ...new Array<string>(endpoints).fill('add-real-server')],
  )
  const replaced = benchSlice((change * 7919) % services, endpoints, change + 1)
  const moved = time(() => {
    proxy.observe({ kind: 'applied', object: replaced })
    return proxy.sync(0).transaction
  })
  times.endpoint.push(moved.ms)
  assert.deepEqual(
    moved.result.operations.map(({ kind }) => kind),
    ['add-real-server', 'delete-real-server'],
  )
}

const go = goProgram === undefined ? undefined : timeGo(goProgram)
const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
const best = (values: readonly number[]) => Math.min(...values)
const rows = (
  [
    ['watch events taken in', times.feed, go?.feedMs, undefined, '–'],
    ['first sync', times.full, go?.fullMs, go?.fullBestMs, '≤ 1.0'],
    ['one Service added', times.add, go?.addMs, go?.addBestMs, '≤ 0.1'],
    ['one endpoint replaced', times.endpoint, go?.endpointMs, go?.endpointBestMs, '≤ 0.1'],
  ] as const
).map(
  ([what, own, goMedian, goBest, target]) =>
    `| ${what} | ${median(own).toFixed(2)} | ${best(own).toFixed(2)} | ${shown(goMedian)} | ${shown(goBest)} | ${
      goMedian === undefined ? '–' : (median(own) / goMedian).toFixed(4)
    } | ${target} |`,
)
console.log(
  [
    `IPVS proxier, ${services} Services × ${endpoints} endpoints (the cluster has no chance in it), ${rounds} rounds, ms:`,
    '',
    '| work | median | best | Go median | Go best | ratio of medians | target |',
    '|---|--:|--:|--:|--:|--:|--:|',
    ...rows,
  ].join('\n'),
)

function shown(value: number | undefined): string {
  return value === undefined ? '–' : value.toFixed(2)
}

interface GoTimes {
  readonly feedMs: number
  readonly fullMs: number
  readonly fullBestMs: number
  readonly addMs: number
  readonly addBestMs: number
  readonly endpointMs: number
  readonly endpointBestMs: number
}

function timeGo(program: string): GoTimes {
  const options = { mode: 'ipvs', services, endpoints, rounds: 3, changes }
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
  return JSON.parse(execFileSync(program, ['bench', ...flags], { encoding: 'utf8' })) as GoTimes
}
