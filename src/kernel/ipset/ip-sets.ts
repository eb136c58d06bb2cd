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

/** The sets of a node, by name. */
export class IpSets {
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
      if (before === undefined) this.#sets.delete(set.name)
      else this.#sets.set(set.name, before)
    })
    this.#sets.set(set.name, set)
  }

  delete(name: string, journal?: Journal): void {
    const set = this.#sets.get(name)
    if (set === undefined) return
    journal?.note(() => this.#sets.set(name, set))
    this.#sets.delete(name)
  }

  rename(from: string, to: string, journal?: Journal): void {
    const set = this.#sets.get(from)
    if (set === undefined) return
    journal?.note(() => this.rename(to, from))
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
    if (directions.length < dimensions.length) return { element: undefined }
    const { family } = set.options
    const packetFamily = typeof question.packet.source === 'number' ? 'IPv4' : 'IPv6'
    if (family !== undefined && family !== packetFamily) return { element: undefined }
    if (set.type.method === 'list') return this.#testList(set, directions, question)
    const values: (Address | number | string)[] = []
    for (const [at, dimension] of dimensions.entries()) {
      const bitmap = set.type.method === 'bitmap'
      const value = partOf(dimension, bitmap, directions[at] ?? 'src', question)
      if (value === 'unknown') return 'unknown'
      if (value === undefined) return { element: undefined }
      values.push(value)
    }
    const element = set.find(values, question.nowMs)
    if (element !== undefined && set.options.counters) count(element, question)
    return { element: element?.noMatch ? undefined : element }
  }

  #testList(set: IpSet, directions: readonly Direction[], question: SetQuestion): SetAnswer {
    for (const member of set.elements(question.nowMs)) {
      const inner = this.#sets.get(member.text)
      if (inner === undefined) continue
      const answer = this.test(inner, directions, question)
      if (answer === 'unknown' || answer.element !== undefined) return answer
    }
    return { element: undefined }
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

/** ip_set_get_ip_port and ip_set_get_ip4_port (ip_set_getport.c): bitmaps know TCP and UDP alone. */
function portOf(packet: Packet, direction: Direction, bitmap: boolean): number | undefined {
  const { protocol } = packet
  const port = direction === 'src' ? packet.sourcePort : packet.destinationPort
  if (bitmap)
    return protocol === protocolNumber.tcp || protocol === protocolNumber.udp ? port : undefined
  if (protocol === protocolNumber.icmp || protocol === protocolNumber.icmpv6)
    return protocol * 65_536 + packet.icmpType * 256 + packet.icmpCode
  const hasPorts = [protocolNumber.tcp, protocolNumber.udp, protocolNumber.sctp, 136] as number[]
  return protocol * 65_536 + (hasPorts.includes(protocol) ? port : 0)
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
