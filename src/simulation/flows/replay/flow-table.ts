import type { Packet } from '../../../packet/packet.ts'
import { protocolNumber, tcpFlag } from '../../../packet/protocol.ts'
import type { End } from '../../exchange-packets.ts'
import type { OpenedFlow, WorldFlow } from './replay-world.ts'

/** A flow of the recording that may go on. */
export interface TrackedFlow extends OpenedFlow {
  readonly key: string
  /** One a mode. */
  readonly played: readonly WorldFlow[]
  lastMs: number
  /** Bit 1: the client's FIN was seen, bit 2: the server's. */
  finished: number
}

/** So many flows are followed at once; beyond that the oldest are forgotten. */
export const trackedFlowCountMax = 1_000_000
/** As nf_conntrack forgets: net.netfilter.nf_conntrack_{tcp_timeout_time_wait, udp_timeout_stream, icmp_timeout, …}. */
const idleMs = {
  closed: 120_000,
  tcp: 5 * 24 * 3_600_000,
  datagrams: 120_000,
  icmp: 30_000,
}
const bothFinished = 3
const keptWhenFull = 900_000

/** The flows of a recording that are open, by their ends. */
export class FlowTable {
  readonly #flows = new Map<string, TrackedFlow>()
  readonly #onForget: (flow: TrackedFlow) => void
  #sweepAt = 65_536
  /** Flows that were still open, for want of room. */
  forgotten = 0

  /** `onForget` is told of each flow that is followed no longer. */
  constructor(onForget: (flow: TrackedFlow) => void) {
    this.#onForget = onForget
  }

  get size(): number {
    return this.#flows.size
  }

  find(key: string): TrackedFlow | undefined {
    return this.#flows.get(key)
  }

  add(flow: TrackedFlow): void {
    const before = this.#flows.get(flow.key)
    if (before !== undefined) this.remove(before)
    this.#flows.set(flow.key, flow)
    if (this.#flows.size >= this.#sweepAt) this.#sweep(flow.lastMs)
  }

  remove(flow: TrackedFlow): void {
    if (this.#flows.delete(flow.key)) this.#onForget(flow)
  }

  #sweep(nowMs: number): void {
    for (const flow of this.#flows.values()) if (isOver(flow, nowMs)) this.remove(flow)
    // Many at once, so that not every new flow looks at all others.
    const kept = this.#flows.size < trackedFlowCountMax ? trackedFlowCountMax : keptWhenFull
    for (const flow of this.#flows.values()) {
      if (this.#flows.size <= kept) break
      this.remove(flow)
      this.forgotten += 1
    }
    this.#sweepAt = Math.min(trackedFlowCountMax, this.#flows.size * 2 + 65_536)
  }
}

export function flowKey(protocol: number, source: End, destination: End): string {
  return `${protocol}|${source.address}|${source.port}|${destination.address}|${destination.port}`
}

/** Nothing of it can come any more: what comes between these ends is another flow. */
export function isOver({ protocol, finished, lastMs }: TrackedFlow, nowMs: number): boolean {
  const idle = nowMs - lastMs
  if (protocol === protocolNumber.tcp)
    return idle > (finished === bothFinished ? idleMs.closed : idleMs.tcp)
  const isIcmp = protocol === protocolNumber.icmp || protocol === protocolNumber.icmpv6
  return idle > (isIcmp ? idleMs.icmp : idleMs.datagrams)
}

/** Notes what a packet says of a flow's end. */
export function followTcp(flow: TrackedFlow, tcpFlags: number, isReply: boolean): void {
  if ((tcpFlags & tcpFlag.rst) !== 0) flow.finished = bothFinished
  else if ((tcpFlags & tcpFlag.fin) !== 0) flow.finished |= isReply ? 2 : 1
}

/** A SYN that does not belong to what went on between these ends: the client took its port again. */
export function isReopening(flow: TrackedFlow, packet: Packet): boolean {
  const isSyn = (packet.tcpFlags & (tcpFlag.syn | tcpFlag.ack)) === tcpFlag.syn
  return packet.protocol === protocolNumber.tcp && isSyn && flow.finished === bothFinished
}
