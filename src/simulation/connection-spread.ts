import { createSeededChance } from '../base/seeded-chance.ts'
import type { NodeKernel } from '../kernel/node-kernel.ts'
import { type Address, formatEndpoint } from '../packet/address.ts'
import { conversationOf, type End, segmentPacket } from './exchange-packets.ts'
import type { Surroundings } from './exchange-surroundings.ts'

export interface SpreadRequest {
  /** New connections come from these in turn, each from the next port. */
  readonly clients: readonly Address[]
  readonly destination: End
  readonly protocol: number
  readonly count: number
  readonly seed: number
  /** Of the first connection; each takes a virtual millisecond. */
  readonly startMs: number
}

export interface Spread {
  /** `10.244.1.2:8080` → connections; what did not get through is under `''`. */
  readonly byBackend: ReadonlyMap<string, number>
  /** Clients that always reached the same backend. */
  readonly faithfulClients: number
}

/** Sends new connections' first packets through a node, and counts where they go. */
export function spreadConnections(
  kernel: NodeKernel,
  surroundings: Surroundings,
  request: SpreadRequest,
): Spread {
  const { clients, destination, protocol, count, startMs } = request
  const chance = createSeededChance(request.seed)
  const opening = conversationOf(protocol).opening
  const byBackend = new Map<string, number>()
  const backendsOf = clients.map(() => new Set<string>())
  for (let n = 0; n < count; n += 1) {
    const index = n % clients.length
    const address = clients[index]
    if (address === undefined) break
    const source = { address, port: 1_024 + (Math.floor(n / clients.length) % 64_000) }
    const packet = segmentPacket(protocol, source, destination, opening)
    const { fate } = kernel.receive(packet, surroundings.entrance('pod'), {
      nowMs: startMs + n,
      chance,
    })
    const passed = fate.kind === 'departed' || (fate.kind === 'delivered' && fate.accepted)
    const backend = passed ? formatEndpoint(packet.destination, packet.destinationPort) : ''
    byBackend.set(backend, (byBackend.get(backend) ?? 0) + 1)
    backendsOf[index]?.add(backend)
  }
  return {
    byBackend,
    faithfulClients: backendsOf.filter((backends) => backends.size === 1).length,
  }
}
