import type { InstantMs } from '../../base/clock.ts'
import type { Packet } from '../../packet/packet.ts'

/** A flow without packets for so long is forgotten, at the latest after twice as long (a cloud's usual 350 s). */
const idleMs = 350_000

/**
 * An external load balancer that passes packets on as they are, to one of some nodes by a hash of their ends. With
 * `keepsConnections` a flow stays on its node as long as packets come, whatever becomes of the set of nodes.
 */
export class LoadBalancer {
  readonly #keepsConnections: boolean
  /** Flows with a packet in this period, and those with none since the last. */
  #recent = new Map<string, string>()
  #older = new Map<string, string>()
  #periodEndsMs: InstantMs = 0

  constructor(keepsConnections: boolean) {
    this.#keepsConnections = keepsConnections
  }

  /** Undefined: there is no node. */
  choose(packet: Packet, nodes: readonly string[], nowMs: InstantMs): string | undefined {
    if (!this.#keepsConnections) return choose(keyOf(packet), nodes)
    this.#forgetIdle(nowMs)
    const key = keyOf(packet)
    const node = this.#recent.get(key) ?? this.#older.get(key) ?? choose(key, nodes)
    if (node !== undefined) this.#recent.set(key, node)
    return node
  }

  #forgetIdle(nowMs: InstantMs): void {
    if (nowMs < this.#periodEndsMs) return
    this.#older = nowMs < this.#periodEndsMs + idleMs ? this.#recent : new Map()
    this.#recent = new Map()
    this.#periodEndsMs = nowMs + idleMs
  }
}

function keyOf(packet: Packet): string {
  const { source, sourcePort, destination, destinationPort, protocol } = packet
  return `${source}:${sourcePort}>${destination}:${destinationPort}/${protocol}`
}

/** The node with the highest hash of flow and node: when one goes, only its own flows move. */
function choose(key: string, nodes: readonly string[]): string | undefined {
  let best: string | undefined
  let bestHash = -1
  for (const node of nodes) {
    const hash = hashOf(key, node)
    if (hash <= bestHash) continue
    best = node
    bestHash = hash
  }
  return best
}

function hashOf(key: string, node: string): number {
  let hash = 0x811c9dc5
  for (const text of [node, key])
    for (let index = 0; index < text.length; index += 1)
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
