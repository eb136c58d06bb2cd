import assert from 'node:assert/strict'
import { Bench } from 'tinybench'
import { IptablesEngine } from '../src/kernel/iptables/engine/iptables-engine.ts'
import { createSocketBuffer } from '../src/kernel/netfilter/socket-buffer.ts'
import { parseAddress } from '../src/packet/address.ts'
import { protocolNumber, tcpFlag } from '../src/packet/protocol.ts'
import { packetBetween } from '../src/simulation/exchange-packets.ts'
import { naiveRules, naiveWalk } from './peers/naive-walk.ts'
import {
  clusterIpOf,
  ensureCommands,
  restoreText,
  serviceChain,
} from './workloads/iptables-rules.ts'
import { contextFor } from './workloads/nftables-node.ts'

/** The last Service's first packet: our engine by its index and by walking, and a walk over rule objects. */
const seed = 1

function engineOf(services: number, indexed: boolean) {
  const engine = new IptablesEngine({ family: 'IPv4', indexed })
  for (const command of ensureCommands) engine.ensure(command)
  engine.restore(restoreText({ services, endpoints: 1 }), { noFlush: true })
  const context = contextFor({ destination: undefined, source: undefined }, seed)
  const nat = engine
    .hooked()
    .find((one) => one.hook === 'prerouting' && one.function.name === 'iptables nat')
  assert(nat !== undefined)
  const client = { address: parseAddress('10.128.0.9'), port: 40_000 }
  const target = { address: parseAddress(clusterIpOf(services - 1)), port: 80 }
  const packet = { ...packetBetween(protocolNumber.tcp, client, target), tcpFlags: tcpFlag.syn }
  const buffer = createSocketBuffer(packet, 'eth0', false)
  buffer.connectionState = 'NEW'
  const walk = () => {
    buffer.mark = 0
    return nat.function.run(buffer, 'prerouting', context)
  }
  walk()
  // PREROUTING's rule, the Services, their chain's two and the endpoint's two.
  assert.equal(context.visits.rules, 1 + services + 2 + 2)
  return walk
}

console.log(
  `seed ${seed}, tinybench, medians (and the middle half) in µs; the answer of each was checked first\n`,
)
console.log(
  '| Services | index | walk | rule objects | rule objects ÷ walk | rule objects ÷ index |',
)
console.log('|--:|--:|--:|--:|--:|--:|')
for (const services of [100, 1_000, 5_000, 20_000]) {
  const [indexed, walked] = [engineOf(services, true), engineOf(services, false)]
  const rules = naiveRules(restoreText({ services, endpoints: 1 }))
  const packet = { protocol: 'tcp', destination: clusterIpOf(services - 1), destinationPort: 80 }
  assert.equal(naiveWalk(rules, packet), serviceChain(services - 1))
  const bench = new Bench({ time: 400, warmupTime: 100 })
  bench
    .add('index', () => void indexed())
    .add('walk', () => void walked())
    .add('naive', () => void naiveWalk(rules, packet))
  await bench.run()
  const medians = bench.tasks.map(({ result }) =>
    'latency' in result ? result.latency.p50 * 1_000 : Number.NaN,
  )
  const [index = 0, walk = 0, naive = 0] = medians
  const cells = bench.tasks.map(({ result }) =>
    'latency' in result
      ? `${(result.latency.p50 * 1_000).toFixed(2)} (to p75 ${(result.latency.p75 * 1_000).toFixed(2)})`
      : '–',
  )
  console.log(
    `| ${services} | ${cells.join(' | ')} | ${(naive / walk).toFixed(1)} | ${(naive / index).toFixed(1)} |`,
  )
}
