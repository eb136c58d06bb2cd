import type { InstantMs } from '../../base/clock.ts'
import type { Journal } from '../../base/journal.ts'
import type { Address } from '../../packet/address.ts'
import type { Packet } from '../../packet/packet.ts'
import { protocolNumber } from '../../packet/protocol.ts'
import type { Element, IpSet } from './ip-set.ts'
import type { Dimension } from './set-type.ts'

/** Which end of the packet a dimension looks at. */
export type Direction = 'src' | 'dst'

/** What a packet is asked about sets with. */
export interface SetQuestion {
  readonly packet: Packet
  readonly mark: number
  readonly inputInterface: string
  readonly outputInterface: string
  readonly nowMs: InstantMs
  readonly journal: Journal | undefined
}

/** `unknown`: the packet does not carry what the set asks about (a MAC address). */
export type SetAnswer = { readonly element: Element | undefined } | 'unknown'

const notThere: SetAnswer = { element: undefined }

/** The sets of a node, by name. */
export class IpSets {
  /** Grows when a set or an element comes or goes, or a name changes. */
  version = 0
  readonly #sets = new Map<string, IpSet>()

  get(name: string): IpSet | undefined {
    return this.#sets.get(name)
  }

  [Symbol.iterator](): IterableIterator<IpSet> {
    return this.#sets.values()
  }

  put(set: IpSet, journal?: Journal): void {
    const before = this.#sets.get(set.name)
    journal?.note(() => {
      this.version += 1
      if (before === undefined) this.#sets.delete(set.name)
      else this.#sets.set(set.name, before)
    })
    this.version += 1
    set.onChanged = () => {
      this.version += 1
    }
    this.#sets.set(set.name, set)
  }

  /** No packet whatever is in a set of that name; until `version` grows. */
  isEmpty(name: string): boolean {
    const set = this.#sets.get(name)
    return set !== undefined && set.size === 0 && !set.type.asksUnknown
  }

  /** What it says of the same ends is the same until `version` grows, and no element counts it. */
  isSteady(name: string): boolean {
    const set = this.#sets.get(name)
    if (set === undefined || set.type.asksUnknown || set.type.method === 'list') return false
    return set.options.timeoutSeconds === undefined && !set.options.counters
  }

  delete(name: string, journal?: Journal): void {
    const set = this.#sets.get(name)
    if (set === undefined) return
    journal?.note(() => {
      this.version += 1
      this.#sets.set(name, set)
    })
    this.version += 1
    this.#sets.delete(name)
  }

  rename(from: string, to: string, journal?: Journal): void {
    const set = this.#sets.get(from)
    if (set === undefined) return
    journal?.note(() => this.rename(to, from))
    this.version += 1
    this.#sets.delete(from)
    set.name = to
    this.#sets.set(to, set)
  }

  /** Exchanges the contents that two names lead to. */
  swap(one: string, other: string, journal?: Journal): void {
    const first = this.#sets.get(one)
    const second = this.#sets.get(other)
    if (first === undefined || second === undefined) return
    journal?.note(() => this.swap(one, other))
    this.version += 1
    first.name = other
    second.name = one
    this.#sets.set(one, second)
    this.#sets.set(other, first)
  }

  /**
   * Whether a set holds the packet, as `-m set --match-set NAME dst,dst` asks (ip_set_test, ip_set_core.c):
   * a set with more dimensions than directions, or of another family, holds nothing.
   */
  test(set: IpSet, directions: readonly Direction[], question: SetQuestion): SetAnswer {
    const { dimensions } = set.type
    if (directions.length < dimensions.length) return notThere
    const { family } = set.options
    const packetFamily = typeof question.packet.source === 'number' ? 'IPv4' : 'IPv6'
    if (family !== undefined && family !== packetFamily) return notThere
    // Most of kube-proxy's sets are empty on most nodes.
    if (set.size === 0 && !set.type.asksUnknown) return notThere
    if (set.type.method === 'list') return this.#testList(set, directions, question)
    const bitmap = set.type.method === 'bitmap'
    const values: (Address | number | string)[] = []
    for (let at = 0; at < dimensions.length; at += 1) {
      const dimension = dimensions[at] as Dimension
      const value = partOf(dimension, bitmap, directions[at] ?? 'src', question)
      if (value === 'unknown') return 'unknown'
      if (value === undefined) return notThere
      values.push(value)
    }
    const element = set.find(values, question.nowMs)
    if (element === undefined) return notThere
    if (set.options.counters) count(element, question)
    return element.noMatch ? notThere : { element }
  }

  #testList(set: IpSet, directions: readonly Direction[], question: SetQuestion): SetAnswer {
    for (const member of set.elements(question.nowMs)) {
      const inner = this.#sets.get(member.text)
      if (inner === undefined) continue
      const answer = this.test(inner, directions, question)
      if (answer === 'unknown' || answer.element !== undefined) return answer
    }
    return notThere
  }
}

/** Undefined: the packet has no such thing, so no element holds it. */
function partOf(
  dimension: Dimension,
  bitmap: boolean,
  direction: Direction,
  { packet, mark, inputInterface, outputInterface }: SetQuestion,
): Address | number | undefined | 'unknown' {
  switch (dimension) {
    case 'ip':
    case 'net':
      return direction === 'src' ? packet.source : packet.destination
    case 'port':
      return portOf(packet, direction, bitmap)
    case 'mark':
      return mark
    case 'iface':
      return (direction === 'src' ? inputInterface : outputInterface) as unknown as number
    default:
      return 'unknown'
  }
}

/** 136: UDP-Lite. */
const withPorts: readonly number[] = [
  protocolNumber.tcp,
  protocolNumber.udp,
  protocolNumber.sctp,
  136,
]

/** ip_set_get_ip_port and ip_set_get_ip4_port (ip_set_getport.c): bitmaps know TCP and UDP alone. */
function portOf(packet: Packet, direction: Direction, bitmap: boolean): number | undefined {
  const { protocol } = packet
  const port = direction === 'src' ? packet.sourcePort : packet.destinationPort
  if (bitmap)
    return protocol === protocolNumber.tcp || protocol === protocolNumber.udp ? port : undefined
  if (protocol === protocolNumber.icmp || protocol === protocolNumber.icmpv6)
    return protocol * 65_536 + packet.icmpType * 256 + packet.icmpCode
  return protocol * 65_536 + (withPorts.includes(protocol) ? port : 0)
}

function count(element: Element, { packet, journal }: SetQuestion): void {
  const { packets, bytes } = element
  journal?.note(() => {
    element.packets = packets
    element.bytes = bytes
  })
  element.packets += 1
  element.bytes += packet.lengthBytes
}
