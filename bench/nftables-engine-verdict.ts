import assert from 'node:assert/strict'
import type { Hook, HookFunction } from '../src/kernel/netfilter/hook.ts'
import { createSocketBuffer } from '../src/kernel/netfilter/socket-buffer.ts'
import { type Ipv4, parseAddress } from '../src/packet/address.ts'
import { tcpFlag } from '../src/packet/protocol.ts'
import { timeBatches } from './workloads/batches.ts'
import { type Bindings, contextFor, firstTransaction, loaded } from './workloads/nftables-node.ts'
import { benchService, benchSlice } from './workloads/proxy-cluster.ts'

/**
 * What the rules say of a new connection: every base chain that its first packet passes on its way from a pod to a Service's endpoint,
 * each with its lookups, down to the translation.
 */
const seed = 1
const endpoints = 10
const scales = [100, 1_000, 20_000]
const connections = 400_000
const rounds = 7
const way: readonly Hook[] = ['prerouting', 'forward', 'postrouting']

function workload(services: number) {
  const engine = loaded(firstTransaction(services, endpoints), services)
  const bindings: Bindings = { destination: undefined, source: undefined }
  const context = contextFor(bindings, seed)
  const functions = way.map((hook) =>
    engine
      .hooked()
      .filter((entry) => entry.hook === hook)
      .sort((left, right) => left.function.priority - right.function.priority)
      .map((entry): HookFunction => entry.function),
  )
  const targets = Array.from(
    { length: services },
    (_, index) => parseAddress(benchService(index).spec.clusterIP ?? '') as Ipv4,
  )
  const packet = {
    protocol: 6,
    source: parseAddress('11.0.3.7'),
    destination: targets[0] as Ipv4,
    sourcePort: 20_000,
    destinationPort: 80,
    tcpFlags: tcpFlag.syn as number,
    sctpChunkType: 0,
    icmpType: 0,
    icmpCode: 0,
    lengthBytes: 60,
    quoted: undefined,
  }
  const buffer = createSocketBuffer(packet, 'cni0', false)
  buffer.connectionState = 'NEW'

  /** The packet as NAT leaves it after prerouting. */
  function verdict(index: number): void {
    packet.destination = targets[index % services] as Ipv4
    packet.destinationPort = 80
    buffer.mark = 0
    for (let place = 0; place < functions.length; place += 1) {
      for (const one of functions[place] ?? []) one.run(buffer, way[place] as Hook, context)
      if (place === 0) {
        packet.destination = bindings.destination?.addressMin as Ipv4
        packet.destinationPort = bindings.destination?.portMin ?? 0
      }
    }
  }

  for (let index = 0; index < services; index += 1) {
    bindings.destination = undefined
    verdict(index)
    const bound = destinationOf(bindings)
    const backends = benchSlice(index, endpoints).endpoints.map(({ addresses }) =>
      parseAddress(addresses[0] ?? ''),
    )
    assert.ok(backends.includes(bound?.addressMin as Ipv4), `Service ${index}`)
    assert.equal(bound?.portMin, 8_080)
  }
  return { verdict, visits: context.visits }
}

const results = scales.map((services) => {
  const { verdict } = workload(services)
  const { bestMs, medianMs } = timeBatches(
    () => {
      // A stride that visits Services in no order that memory would like.
      for (let count = 0, index = 0; count < connections; count += 1, index += 6_151) verdict(index)
    },
    { rounds },
  )
  return { services, median: (medianMs * 1e6) / connections, best: (bestMs * 1e6) / connections }
})

const base = results[0]?.median ?? 1
console.log(
  [
    `Verdict of a new connection, nftables engine, ${endpoints} endpoints a Service, seed ${seed}, ${rounds} × ${connections}:`,
    '',
    '| Services | median ns | best ns | ratio to 100 | target |',
    '|--:|--:|--:|--:|--:|',
    ...results.map(
      ({ services, median, best }) =>
        `| ${services} | ${median.toFixed(0)} | ${best.toFixed(0)} | ${(median / base).toFixed(2)} | ${services === 20_000 ? '≤ 1,000 ns, ≤ 2 ×' : '–'} |`,
    ),
  ].join('\n'),
)

/** What was bound; by a function, for nobody here sees it being set. */
function destinationOf({ destination }: Bindings) {
  return destination
}
