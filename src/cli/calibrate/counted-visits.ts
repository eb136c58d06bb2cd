import { createSeededChance } from '../../base/seeded-chance.ts'
import { IptablesEngine } from '../../kernel/iptables/engine/iptables-engine.ts'
import { Routing } from '../../kernel/netfilter/routing.ts'
import { createVisits, type Visits } from '../../kernel/netfilter/visits.ts'
import { NftablesEngine } from '../../kernel/nftables/engine/nftables-engine.ts'
import { NodeKernel } from '../../kernel/node-kernel.ts'
import { parseAddress, parsePrefix } from '../../packet/address.ts'
import { protocolNumber } from '../../packet/protocol.ts'
import { noRules, type RuleSetSize, sizeOfRuleSet } from '../../simulation/cost/priced-counts.ts'
import { syntheticNode } from '../../simulation/cost/synthetic-services.ts'
import { segmentPacket } from '../../simulation/exchange-packets.ts'
import { networkOfNode, uplinkName } from '../../simulation/node/node-network.ts'
import type { CalibrationCase, MeasuredBackend } from './calibration-cases.ts'

/** What a first packet to each target visits, and in how large a rule set. */
export interface CountedCase {
  readonly visits: readonly Visits[]
  readonly size: RuleSetSize
}

/** What the emulator says of a case: the same rules, the same clients. */
export function countVisits(
  backend: MeasuredBackend,
  { texts, targets }: CalibrationCase,
): CountedCase {
  const { kernel, size } = kernelWith(backend, texts)
  const chance = createSeededChance(1)
  const send = (place: number, sourcePort: number): Visits => {
    const { address, port } = targets[place] ?? { address: '', port: 0 }
    const visits = createVisits()
    const packet = segmentPacket(
      protocolNumber.udp,
      { address: parseAddress('192.168.0.1'), port: sourcePort },
      { address: parseAddress(address), port },
      { name: 'datagram', tcpFlags: 0 },
    )
    kernel.receive(packet, uplinkName, { nowMs: 0, chance, visits })
    return visits
  }
  // The first one makes the client known to affinity; the second goes the way of all others.
  const visits = targets.map((_, place) => {
    send(place, 2_000)
    return send(place, 2_001)
  })
  return { visits, size }
}

function kernelWith(
  backend: MeasuredBackend,
  texts: readonly string[],
): { readonly kernel: NodeKernel; readonly size: RuleSetSize } {
  const { interfaces, routes } = networkOfNode(syntheticNode, [])
  const toPods = {
    to: parsePrefix('10.128.0.0/9'),
    device: 'cni0',
    via: parseAddress('10.244.0.2'),
  }
  const kernel = new NodeKernel(new Routing(interfaces, [toPods, ...routes]))
  if (backend === 'nftables') {
    const engine = new NftablesEngine()
    for (const text of texts) engine.apply(text)
    kernel.register(engine)
    return { kernel, size: noRules }
  }
  const engine = new IptablesEngine({
    family: 'IPv4',
    backend: backend === 'iptables-nft' ? 'nft' : 'legacy',
  })
  for (const text of texts) engine.restore(text, { noFlush: true, counters: true })
  kernel.register(engine)
  return { kernel, size: sizeOfRuleSet(engine) }
}
