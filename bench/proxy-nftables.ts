import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import type { EndpointSlice } from '../src/kubernetes/objects/endpoint-slice.ts'
import { defaultProxyConfiguration } from '../src/proxy/configuration.ts'
import { KubeProxy } from '../src/proxy/kube-proxy.ts'
import { nameHash } from '../src/proxy/name-hash.ts'
import { NftablesProxier } from '../src/proxy/nftables/nftables-proxier.ts'
import { nftablesSettings } from '../src/proxy/nftables/settings.ts'
import type { NftablesTransaction } from '../src/proxy/nftables/transaction.ts'
import { formatTransaction } from '../src/proxy/nftables/transaction-text.ts'
import { nodeContext, plainInterfaces } from '../src/proxy/node/machine.ts'
import { ServiceHealthServer } from '../src/proxy/node/service-health-server.ts'
import { benchService, benchSlice } from './workloads/proxy-cluster.ts'

/**
 * What the nftables proxier's own work costs, down to the text for `nft -f`: a first sync of many Services, then
 * one change at a time. With the path of a program that times the real kube-proxy's Go code on the same cluster
 * (as an argument, or in KUBE_PROXY_GO; it prints one JSON object) both are timed in one run.
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
  const nodeIps = ['192.168.0.10']
  const machine = {
    nodeName: 'node-1',
    nodeIps,
    podCidrs: [],
    interfaces: plainInterfaces(nodeIps),
    sysctls: {},
    cpuCount: 2,
    hasRandomFully: true,
    hasNfacct: true,
  }
  const configuration = { ...defaultProxyConfiguration, clusterCidrs: ['11.0.0.0/8'] }
  const context = nodeContext('IPv4', configuration, machine)
  return new KubeProxy<readonly NftablesTransaction[]>({
    family: 'IPv4',
    nodeName: machine.nodeName,
    featureGates: {},
    proxier: new NftablesProxier(nftablesSettings(context, configuration)),
    healthServer: new ServiceHealthServer('IPv4', context.nodePortAddresses, machine.interfaces),
  })
}

type Node = ReturnType<typeof newNode>

function feed(proxy: Node): void {
  for (const { service } of cluster) proxy.observe({ kind: 'applied', object: service })
  for (const { slice } of cluster) proxy.observe({ kind: 'applied', object: slice })
}

/** The text as bytes, ready for a pipe: nothing of the work is put off. */
function syncedText(proxy: Node): string {
  const text = proxy.sync(0).transaction.map(formatTransaction).join('')
  Buffer.byteLength(text)
  return text
}

function time<Result>(work: () => Result): { readonly ms: number; readonly result: Result } {
  globalThis.gc?.()
  const start = performance.now()
  const result = work()
  return { ms: performance.now() - start, result }
}

/** Lines that a Service and its endpoints must cause, made up here once more: those of elements, and the others. */
function linesOf(index: number, slice: EndpointSlice) {
  const { metadata, spec } = benchService(index)
  const name = `${metadata.namespace}/${metadata.name}/tcp/http`
  const chain = `service-${nameHash(name, 8)}-${name}`
  const backends = slice.endpoints
    .map(({ addresses }) => addresses[0] ?? '')
    .sort((a, b) => (`${a}:` < `${b}:` ? -1 : 1))
    .map((address, position) => `${position} : ${address} . 8080`)
  const add = (what: string) => `add ${what}\n`
  return {
    local: slice.endpoints
      .filter(({ nodeName }) => nodeName === 'node-1')
      .map(({ addresses: [address] }) =>
        add(`element ip kube-proxy hairpin-connections { ${address} . ${address} . tcp . 8080 }`),
      )
      .join(''),
    chain: `${add(`chain ip kube-proxy ${chain}`)}flush chain ip kube-proxy ${chain}\n`,
    elements:
      add(`element ip kube-proxy cluster-ips { ${spec.clusterIP} }`) +
      add(`element ip kube-proxy service-ips { ${spec.clusterIP} . tcp . 80 : goto ${chain} }`),
    rule: add(
      `rule ip kube-proxy ${chain} meta l4proto tcp dnat ip addr . port to numgen random mod ${backends.length} map { ${backends.join(' , ')} }`,
    ),
  }
}

/** Bytes and lines are those of the real kube-proxy v1.36.3 on this cluster. */
function proveFirst(text: string): void {
  assert.equal(text.length, 7_049_886)
  const lines = text.split('\n')
  assert.equal(lines.length - 1, 51_077)
  const found = new Set(lines)
  for (const [index, { slice }] of cluster.entries())
    for (const part of Object.values(linesOf(index, slice)))
      for (const line of part.split('\n')) assert.ok(found.has(line), line)
}

const times = {
  feed: [] as number[],
  full: [] as number[],
  both: [] as number[],
  add: [] as number[],
  endpoint: [] as number[],
}

function changeOnce(proxy: Node, change: number): void {
  const service = benchService(services + change)
  const slice = benchSlice(services + change, endpoints)
  const added = time(() => {
    proxy.observe({ kind: 'applied', object: service })
    proxy.observe({ kind: 'applied', object: slice })
    return syncedText(proxy)
  })
  times.add.push(added.ms)
  const { local, chain, elements, rule } = linesOf(services + change, slice)
  assert.equal(added.result, local + chain + elements + rule)
  const index = (change * 7919) % services
  const replaced = benchSlice(index, endpoints, change + 1)
  const { ms, result } = time(() => {
    proxy.observe({ kind: 'applied', object: replaced })
    return syncedText(proxy)
  })
  times.endpoint.push(ms)
  const moved = linesOf(index, replaced)
  assert.equal(result, moved.chain + moved.rule)
}

for (let round = 0; round < rounds; round += 1) {
  const proxy = newNode()
  const fed = time(() => feed(proxy)).ms
  const full = time(() => syncedText(proxy))
  times.feed.push(fed)
  times.full.push(full.ms)
  times.both.push(fed + full.ms)
  proveFirst(full.result)
  for (let change = 0; change < changes; change += 1) changeOnce(proxy, change)
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
const go = goProgram === undefined ? undefined : timeGo(goProgram)
const goFirst = go === undefined ? undefined : go.feedMs + go.fullMs
const rows = (
  [
    ['watch events taken in', times.feed, go?.feedMs, '–'],
    ['first transaction as text', times.full, go?.fullMs, '–'],
    ['both', times.both, goFirst, '≤ 1.0, stretch 0.5'],
    ['one Service added', times.add, go?.addMs, '≤ 0.05'],
    ['one endpoint replaced', times.endpoint, go?.endpointMs, '≤ 0.05'],
  ] as const
).map(
  ([what, own, goMs, target]) =>
    `| ${what} | ${median(own).toFixed(2)} | ${Math.min(...own).toFixed(2)} | ${goMs?.toFixed(2) ?? '–'} | ${
      goMs === undefined ? '–' : (median(own) / goMs).toFixed(4)
    } | ${target} |`,
)
console.log(
  [
    `nftables proxier, ${services} Services × ${endpoints} endpoints (the cluster has no chance in it), ${rounds} rounds, ms:`,
    '',
    '| work | median | best | Go median | ratio of medians | target |',
    '|---|--:|--:|--:|--:|--:|',
    ...rows,
  ].join('\n'),
)

interface GoTimes {
  readonly feedMs: number
  readonly fullMs: number
  readonly addMs: number
  readonly endpointMs: number
}

function timeGo(program: string): GoTimes {
  const options = { mode: 'nftables', services, endpoints, rounds: 3, changes }
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
  return JSON.parse(execFileSync(program, ['bench', ...flags], { encoding: 'utf8' })) as GoTimes
}
