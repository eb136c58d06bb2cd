import assert from 'node:assert/strict'
import { createSeededChance } from '../src/base/seeded-chance.ts'
import { IptablesEngine } from '../src/kernel/iptables/engine/iptables-engine.ts'
import type { HookContext } from '../src/kernel/netfilter/hook.ts'
import { createSocketBuffer } from '../src/kernel/netfilter/socket-buffer.ts'
import { createVisits } from '../src/kernel/netfilter/visits.ts'
import { parseAddress } from '../src/packet/address.ts'
import { protocolNumber, tcpFlag } from '../src/packet/protocol.ts'
import {
  type BatchTimes,
  formatTimes,
  microsecondMs,
  nanosecondMs,
  timeBatches,
} from './workloads/batches.ts'
import { clusterIpOf, ensureCommands, restoreText } from './workloads/iptables-rules.ts'

/** A packet that no Service takes walks the whole of KUBE-SERVICES: nanoseconds a rule, without the index. */
const seed = 1
const rounds = 15

const context: HookContext = {
  nowMs: 0,
  chance: createSeededChance(seed),
  journal: undefined,
  trace: undefined,
  visits: createVisits(),
  host: {
    addressType: () => 'UNICAST',
    interfaceAddress: () => undefined,
    sysctl: () => undefined,
  },
  connections: {
    mark: () => 0,
    setMark: () => {},
    status: () => 0,
    tuple: () => undefined,
    expiresInMs: () => undefined,
    alterReply: () => false,
  },
  nat: { bind: () => true },
}

/** Of one packet. */
function measure(services: number, indexed: boolean): BatchTimes {
  const engine = new IptablesEngine({ family: 'IPv4', indexed })
  for (const command of ensureCommands) engine.ensure(command)
  engine.restore(restoreText({ services, endpoints: 1 }), { noFlush: true })
  const hooked = engine
    .hooked()
    .find((one) => one.hook === 'prerouting' && one.function.name === 'iptables nat')
  assert(hooked !== undefined)
  const send = (destination: string) => {
    const buffer = createSocketBuffer(packetTo(destination), 'eth0', false)
    buffer.connectionState = 'NEW'
    const before = context.visits.rules
    const verdict = hooked.function.run(buffer, 'prerouting', context)
    return { verdict, visited: context.visits.rules - before, buffer }
  }
  // PREROUTING's rule, then the Service's place in KUBE-SERVICES, its chain's mark rule and two of the endpoint.
  assert.equal(send(clusterIpOf(services - 1)).visited, 1 + services + 2 + 1 + 2)
  const miss = send('198.51.100.1')
  assert.equal(miss.visited, 1 + services + 1)
  assert.equal(miss.verdict.kind, 'accept')
  const repeats = Math.max(20, Math.round(4_000_000 / services))
  const { bestMs, medianMs, spreadMs } = timeBatches(
    () => {
      for (let i = 0; i < repeats; i += 1) hooked.function.run(miss.buffer, 'prerouting', context)
    },
    { rounds },
  )
  return {
    bestMs: bestMs / repeats,
    medianMs: medianMs / repeats,
    spreadMs: spreadMs / repeats,
  }
}

function packetTo(destination: string) {
  return {
    protocol: protocolNumber.tcp,
    source: parseAddress('203.0.113.9'),
    destination: parseAddress(destination),
    sourcePort: 40_000,
    destinationPort: 80,
    tcpFlags: tcpFlag.syn,
    sctpChunkType: 0,
    icmpType: 0,
    icmpCode: 0,
    lengthBytes: 60,
    quoted: undefined,
  }
}

console.log(`seed ${seed}, best and median of ${rounds} rounds\n`)
console.log('| Services | walk, µs | ns a rule (target 1.4) | index, µs |')
console.log('|---:|---:|---:|---:|')
for (const services of [100, 1_000, 5_000, 20_000]) {
  const walk = measure(services, false)
  const index = measure(services, true)
  const rules = services + 2
  console.log(
    `| ${services} | ${formatTimes(walk, 1, microsecondMs)} | ${formatTimes(walk, rules, nanosecondMs)} | ${formatTimes(index, 1, microsecondMs, 3)} |`,
  )
}
