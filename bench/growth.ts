import assert from 'node:assert/strict'
import { Bench } from 'tinybench'
import { createSeededChance } from '../src/base/seeded-chance.ts'
import type { Ipv4 } from '../src/packet/address.ts'
import { tcpFlag } from '../src/packet/protocol.ts'
import { defaultProxyConfiguration, proxyModes } from '../src/proxy/configuration.ts'
import { syntheticCluster } from '../src/report/bench/bench-clusters.ts'
import {
  syntheticClusterCidr,
  syntheticService,
} from '../src/simulation/cost/synthetic-services.ts'
import { WritingProxy } from '../src/simulation/cost/writing-proxy.ts'
import { packetBetween } from '../src/simulation/exchange-packets.ts'
import { EmulatedNode } from '../src/simulation/node/emulated-node.ts'

/** For every hot path: how its cost grows from 1,000 to 10,000 Services, as the exponent of N. 0 is level, 1 is linear. */
const seed = 1
const sizes = [1_000, 10_000] as const
const endpoints = 5
const shape = { services: 1, endpoints, affinity: false, protocol: 'TCP', prefix: 's' } as const

type Mode = (typeof proxyModes)[number]
/** Median microseconds by path. */
type Costs = Map<string, number>

function configurationOf(mode: Mode) {
  return { ...defaultProxyConfiguration, mode, clusterCidrs: [syntheticClusterCidr] }
}

async function costsOf(mode: Mode, services: number): Promise<Costs> {
  const costs: Costs = new Map()
  const cluster = syntheticCluster(services, endpoints, false)
  const timed = (path: string, work: () => void, rounds = 1) => {
    const times = Array.from({ length: rounds }, () => {
      const start = performance.now()
      work()
      return (performance.now() - start) * 1_000
    }).sort((a, b) => a - b)
    costs.set(path, times[times.length >> 1] ?? 0)
  }
  let proxy = new WritingProxy(cluster.node, configurationOf(mode))
  timed(
    'first sync, events to text',
    () => {
      proxy = new WritingProxy(cluster.node, configurationOf(mode))
      proxy.observe(cluster.objects)
      assert.ok(proxy.sync(0).text.length > 0)
    },
    3,
  )
  let added = services
  timed(
    'one Service added, event to text',
    () => {
      proxy.observe(syntheticService(shape, added, added))
      proxy.sync(added)
      added += 1
    },
    9,
  )
  let node = new EmulatedNode(cluster.node, [], { configuration: configurationOf(mode) })
  timed('first sync, text into the engine too', () => {
    node = new EmulatedNode(cluster.node, cluster.objects, {
      configuration: configurationOf(mode),
      families: ['IPv4'],
    })
    node.sync(0)
  })
  const chance = createSeededChance(seed)
  let number = 0
  const open = () => {
    const target = cluster.targets[(number * 7_919) % services]
    assert.ok(target !== undefined)
    const client = {
      address: (0x0af4_0002 + Math.floor(number / 50_000)) as Ipv4,
      port: 10_000 + (number % 50_000),
    }
    number += 1
    const packet = { ...packetBetween(target.protocol, client, target), tcpFlags: tcpFlag.syn }
    return { packet, passage: node.kernel.receive(packet, 'cni0', { nowMs: 0, chance }) }
  }
  const { packet, passage } = open()
  assert.equal(passage.fate.kind, 'departed')
  assert.equal(packet.destinationPort, 8_080)
  const bench = new Bench({ time: 500, warmupTime: 200 })
  bench.add('new connection', () => void open())
  await bench.run()
  const [task] = bench.tasks
  if (task !== undefined && 'latency' in task.result)
    costs.set('new connection', task.result.latency.p50 * 1_000)
  return costs
}

console.log(`seed ${seed}, ${endpoints} endpoints a Service, medians\n`)
console.log(`| mode | path | ${sizes.join(' | ')} | exponent |`)
console.log('|---|---|--:|--:|--:|')
for (const mode of proxyModes) {
  await costsOf(mode, 200)
  const [small, large] = [await costsOf(mode, sizes[0]), await costsOf(mode, sizes[1])]
  for (const [path, less] of small) {
    const more = large.get(path) ?? Number.NaN
    const exponent = Math.log(more / less) / Math.log(sizes[1] / sizes[0])
    console.log(`| ${mode} | ${path} | ${shown(less)} | ${shown(more)} | ${exponent.toFixed(2)} |`)
  }
}

function shown(us: number): string {
  return us < 1_000 ? `${us.toFixed(2)} µs` : `${(us / 1_000).toFixed(1)} ms`
}
