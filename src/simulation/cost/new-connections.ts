import { createSeededChance } from '../../base/seeded-chance.ts'
import { createVisits, type Visits } from '../../kernel/netfilter/visits.ts'
import type { NodeKernel } from '../../kernel/node-kernel.ts'
import type { Ipv4 } from '../../packet/address.ts'
import { conversationOf, type End, segmentPacket } from '../exchange-packets.ts'
import { podBridgeName } from '../node/node-network.ts'
import type { TargetPosition } from './target-position.ts'

/** A Service's address, as clients reach it. */
export interface ConnectionTarget extends End {
  readonly protocol: number
}

/**
 * Opens connections from this node's pods, each with its first packet, and says what each visited. Of two connections
 * none has the same client address and port. `targets` are in kube-proxy's order.
 */
export function visitsOfConnections(
  kernel: NodeKernel,
  targets: readonly ConnectionTarget[],
  { position, count, seed }: { position: TargetPosition; count: number; seed: number },
): Visits[] {
  const chance = createSeededChance(seed)
  return Array.from({ length: count }, (_, index) => {
    const visits = createVisits()
    const target = targets[placeOf(position, targets.length, chance)]
    if (target === undefined) return visits
    const source = clientOf(index)
    const packet = segmentPacket(
      target.protocol,
      source,
      target,
      conversationOf(target.protocol).opening,
    )
    kernel.receive(packet, podBridgeName, { nowMs: index, chance, visits })
    return visits
  })
}

function placeOf(
  position: TargetPosition,
  length: number,
  chance: ReturnType<typeof createSeededChance>,
): number {
  switch (position) {
    case 'first':
      return 0
    case 'middle':
      return length >> 1
    case 'last':
      return length - 1
    case 'random':
      return chance.below(length)
  }
}

/** 10.244.0.2 to 10.244.0.251 in turn, each time from the next port. */
function clientOf(index: number): End {
  return {
    address: (0x0af4_0002 + (index % 250)) as Ipv4,
    port: 10_000 + Math.floor(index / 250),
  }
}
