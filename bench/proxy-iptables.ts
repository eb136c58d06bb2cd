import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { defaultProxyConfiguration } from '../src/proxy/configuration.ts'
import { IptablesProxier } from '../src/proxy/iptables/iptables-proxier.ts'
import { iptablesSettings } from '../src/proxy/iptables/settings.ts'
import { KubeProxy, type WatchEvent } from '../src/proxy/kube-proxy.ts'
import { nodeContext, plainInterfaces } from '../src/proxy/node/machine.ts'
import { ServiceHealthServer } from '../src/proxy/node/service-health-server.ts'
import { benchService, benchSlice } from './workloads/proxy-cluster.ts'

/**
 * What the iptables proxier's own work costs: from watch events to the text of a first sync, then one change at a
 * time, at 10,000 and 30,000 Services. With the path of a program that times the real kube-proxy's Go code on the
 * same cluster (as an argument, or in KUBE_PROXY_GO; it prints one JSON object) both are timed in one run.
 */
const endpointCount = 10
const changeCount = 5
const goProgram = process.argv[2] ?? process.env.KUBE_PROXY_GO

interface Times {
  /** From the first event to the whole text, in ms. */
  readonly full: number[]
  readonly add: number[]
  readonly endpoint: number[]
  fullBytes: number
  addBytes: number
  endpointBytes: number
}

function newNode(): KubeProxy<{ readonly restore: string }> {
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
  const { settings } = iptablesSettings(context, configuration, machine)
  const { nodePortAddresses, interfaces } = context
  return new KubeProxy({
    family: 'IPv4',
    nodeName: machine.nodeName,
    featureGates: {},
    proxier: new IptablesProxier(settings),
    healthServer: new ServiceHealthServer('IPv4', nodePortAddresses, interfaces),
  })
}

function applied(object: ReturnType<typeof benchService | typeof benchSlice>): WatchEvent {
  return { kind: 'applied', object }
}

/** Feeds the events, syncs, and has the text as one flat piece of memory. */
function timeSync(
  proxy: ReturnType<typeof newNode>,
  events: readonly WatchEvent[],
): { readonly ms: number; readonly text: string } {
  globalThis.gc?.()
  const start = performance.now()
  for (const event of events) proxy.observe(event)
  const text = proxy.sync(0).transaction.restore
  // Asking for one character makes the engine lay the text out.
  assert.equal(text.charCodeAt(text.length - 1), 10)
  return { ms: performance.now() - start, text }
}

function measure(services: number, rounds: number): Times {
  const times: Times = {
    full: [],
    add: [],
    endpoint: [],
    fullBytes: 0,
    addBytes: 0,
    endpointBytes: 0,
  }
  const indexes = Array.from({ length: services }, (_, index) => index)
  const events = [
    ...indexes.map((index) => applied(benchService(index))),
    ...indexes.map((index) => applied(benchSlice(index, endpointCount))),
  ]
  for (let round = 0; round < rounds; round += 1) {
    const proxy = newNode()
    const full = timeSync(proxy, events)
    times.full.push(full.ms)
    times.fullBytes = full.text.length
    if (round === 0) proveFull(full.text, services)
    for (let change = 0; change < changeCount; change += 1)
      changeOnce(proxy, services, change, times)
  }
  return times
}

function changeOnce(
  proxy: ReturnType<typeof newNode>,
  services: number,
  change: number,
  times: Times,
): void {
  const index = services + change
  const added = timeSync(proxy, [
    applied(benchService(index)),
    applied(benchSlice(index, endpointCount)),
  ])
  times.add.push(added.ms)
  times.addBytes = added.text.length
  assert.equal(added.text.match(/--to-destination/g)?.length, endpointCount)
  const replaced = benchSlice((change * 7919) % services, endpointCount, change + 1)
  const moved = timeSync(proxy, [applied(replaced)])
  times.endpoint.push(moved.ms)
  times.endpointBytes = moved.text.length
  assert.ok(moved.text.includes(`--to-destination ${replaced.endpoints[0]?.addresses[0]}:8080\n`))
}

/** Every Service's address and every endpoint stands there, each once. */
function proveFull(text: string, services: number): void {
  const captures = text.matchAll(
    /^-A KUBE-SERVICES .*"(\S+) cluster IP" -m tcp -p tcp -d (\S+) --dport 80 -j KUBE-SVC-/gm,
  )
  const found = new Set(Array.from(captures, ([, name, address]) => `${name} ${address}`))
  for (let index = 0; index < services; index += 1) {
    const { spec, metadata } = benchService(index)
    assert.ok(found.has(`${metadata.namespace}/${metadata.name}:http ${spec.clusterIP}`))
  }
  assert.equal(text.match(/\n/g)?.length, 23 + services * (endpointCount * 4 + 3))
  assert.equal(text.match(/--to-destination /g)?.length, services * endpointCount)
}

interface GoTimes {
  readonly feedMs: number
  readonly fullMs: number
  readonly fullFakeMs: number
  readonly addMs: number
  readonly endpointMs: number
  readonly fullBytes: number
  readonly addBytes: number
  readonly endpointBytes: number
}

function timeGo(services: number): GoTimes | undefined {
  if (goProgram === undefined) return undefined
  const options = { mode: 'iptables', services, endpoints: endpointCount, changes: changeCount }
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
  return JSON.parse(execFileSync(goProgram, ['bench', ...flags], { encoding: 'utf8' })) as GoTimes
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
const fullOf = (go: GoTimes) => go.feedMs + go.fullMs - go.fullFakeMs
const shown = (value: number | undefined, digits = 1) => value?.toFixed(digits) ?? '–'

function rowsFor(services: number, own: Times, go: GoTimes | undefined): string[] {
  if (go !== undefined)
    assert.deepEqual(
      [own.fullBytes, own.addBytes, own.endpointBytes],
      [go.fullBytes, go.addBytes, go.endpointBytes],
    )
  const row = (
    what: string,
    values: readonly number[],
    reference: number | undefined,
    target: string,
  ) =>
    `| ${services} | ${what} | ${shown(median(values))} | ${shown(Math.min(...values))} | ${shown(reference)} | ${
      reference === undefined ? '–' : shown(median(values) / reference, 3)
    } | ${target} |`
  return [
    row('events to text, first sync', own.full, go && fullOf(go), '≤ 1.0'),
    row('one Service added', own.add, go?.addMs, '≤ 0.15'),
    row('one endpoint replaced', own.endpoint, go?.endpointMs, '≤ 0.15'),
  ]
}

function exponent(small: number, large: number): number {
  return Math.log(large / small) / Math.log(3)
}

measure(300, 5)
const small = { own: measure(10_000, 5), go: timeGo(10_000) }
const large = { own: measure(30_000, 3), go: timeGo(30_000) }
const peakGb = process.resourceUsage().maxRSS / 1024 ** 2
assert.ok(peakGb < 1.5)
const growth = exponent(median(small.own.full), median(large.own.full))
const goGrowth = small.go && large.go ? exponent(fullOf(small.go), fullOf(large.go)) : undefined
console.log(
  [
    `iptables proxier, ${endpointCount} endpoints a Service (no chance in the cluster), medians of 5 and 3 rounds, ms; a first sync of 10,000 Services writes ${small.own.fullBytes} bytes, the same as Go's:`,
    '',
    '| Services | work | median | best | Go | ratio | target |',
    '|--:|---|--:|--:|--:|--:|--:|',
    ...rowsFor(10_000, small.own, small.go),
    ...rowsFor(30_000, large.own, large.go),
    '',
    `Growth exponent of the first sync from 10,000 to 30,000 Services: ${growth.toFixed(2)} (Go ${shown(goGrowth, 2)}; target: at most 0.1 above). Peak memory of the process, with the cluster: ${peakGb.toFixed(2)} GB (target ≤ 1.5).`,
  ].join('\n'),
)
