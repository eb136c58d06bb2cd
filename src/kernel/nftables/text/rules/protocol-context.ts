import type { Expression } from '../../model/expression.ts'
import {
  icmpFieldTypes,
  layerOf,
  linkOfFamily,
  numberOf,
  transportOf,
  upperOf,
} from '../../model/protocols.ts'
import type { TableFamily } from '../../model/selectors.ts'
import type { MatchStatement, Statement } from '../../model/statement.ts'

/** ARPHRD_ETHER, linux/if_arp.h */
const etherDevice = 1

/**
 * What a rule's matches have said so far of a packet's protocols, and the matches that nft puts before a
 * header field so that it can only be looked at where it is (nftables src/proto.c, src/evaluate.c and src/payload.c).
 */
export class ProtocolContext {
  readonly family: TableFamily
  link: string | undefined
  network: string | undefined
  /** Several where a set was matched; the last one counts. */
  transports: string[] = []
  /** Link layers below the present one. */
  readonly #stacked: string[] = []
  #icmpType: number | undefined

  constructor(family: TableFamily) {
    this.family = family
    this.link = linkOfFamily[family]
    this.network = family === 'ip' || family === 'ip6' || family === 'arp' ? family : undefined
  }

  get transport(): string | undefined {
    return this.transports.at(-1)
  }

  /** Matches that must stand before a field of this header; undefined: none; a text: nft's refusal. */
  require(protocol: string, field: string): MatchStatement[] | string | undefined {
    if (protocol === 'th' || protocol === this.network || this.#isOnly(protocol)) return undefined
    const needed: MatchStatement[] = []
    const conflict = this.#requireHeader(protocol, needed)
    if (conflict !== undefined) return conflict
    if (protocol !== 'icmp' && protocol !== 'icmpv6') return needed
    const wrongType = this.#requireIcmpType(protocol, field, needed)
    return wrongType ?? needed
  }

  /** The transport protocol is known to be this one, whose fields are always there. */
  #isOnly(protocol: string): boolean {
    const { transports } = this
    return (
      transports.length === 1 &&
      transports[0] === protocol &&
      protocol !== 'icmp' &&
      protocol !== 'icmpv6'
    )
  }

  #requireHeader(protocol: string, needed: MatchStatement[]): string | undefined {
    switch (layerOf(protocol)) {
      case 'link':
        return this.#requireLink(protocol, needed)
      case 'network':
        return this.#requireNetwork(protocol, needed)
      default:
        return this.#requireTransport(protocol, needed)
    }
  }

  #requireLink(protocol: string, needed: MatchStatement[]): string | undefined {
    if (this.link === protocol || this.#stacked.includes(protocol)) return undefined
    const phony = this.link === undefined || this.link === 'inet' || this.link === 'netdev'
    if (phony) {
      this.#add(needed, matchOn('iiftype', 'iface_type', etherDevice))
      if (protocol === 'ether') return undefined
    }
    const number = numberOf(this.link ?? '', protocol)
    const conflict = `conflicting protocols specified: ${this.link} vs. ${protocol}`
    // Over a network header that is known already nothing can be put (resolve_protocol_conflict).
    if (number === undefined || (this.network !== undefined && this.#isLinkFamily)) return conflict
    this.#add(needed, {
      kind: 'match',
      left: { kind: 'payload', protocol: this.link ?? 'ether', field: 'type', type: 'ether_type' },
      op: '',
      right: { kind: 'value', type: 'ether_type', value: number },
    })
    return undefined
  }

  get #isLinkFamily(): boolean {
    return linkOfFamily[this.family] !== undefined
  }

  #requireNetwork(protocol: string, needed: MatchStatement[]): string | undefined {
    if (this.network === protocol) return undefined
    if (this.network !== undefined)
      return `conflicting protocols specified: ${this.network} vs. ${protocol}`
    return this.#requireNetworkUpon(protocol, needed)
  }

  /** `forIcmp`: the header itself is asked, also of what may be in a VLAN (payload_gen_special_dependency). */
  #requireNetworkUpon(
    protocol: string,
    needed: MatchStatement[],
    forIcmp = false,
  ): string | undefined {
    const link = this.link ?? linkOfFamily[this.family] ?? ''
    const number = numberOf(link, protocol)
    if (number === undefined) return `conflicting protocols specified: ${link} vs. ${protocol}`
    if (link === 'inet') this.#add(needed, matchOn('nfproto', 'nf_proto', number))
    else if (
      link === 'vlan' ||
      (link === 'ether' && (this.family !== 'bridge' || protocol === 'arp' || forIcmp))
    )
      this.#add(needed, {
        kind: 'match',
        left: { kind: 'payload', protocol: link, field: 'type', type: 'ether_type' },
        op: '',
        right: { kind: 'value', type: 'ether_type', value: number },
      })
    // What the kernel says of the packet also holds inside of VLANs (payload_gen_dependency).
    else this.#add(needed, matchOn('protocol', 'ether_type', number))
    return undefined
  }

  #requireTransport(protocol: string, needed: MatchStatement[]): string | undefined {
    if (this.transports.length > 0) {
      const other =
        this.transports.length > 1
          ? this.transports.find((name) => name !== protocol)
          : this.transport
      if (other === protocol) return undefined
      return `conflicting protocols specified: ${other} vs. ${protocol}`
    }
    const network = networkOf[protocol]
    if (this.network === undefined && network !== undefined) {
      const conflict = this.#requireNetworkUpon(network, needed, true)
      if (conflict !== undefined) return conflict
    }
    const lower = this.network ?? 'ip'
    const number = numberOf(lower, protocol)
    if (number === undefined) return `conflicting protocols specified: ${lower} vs. ${protocol}`
    this.#add(needed, matchOn('l4proto', 'inet_proto', number))
    return undefined
  }

  /** Fields that messages of some types have only (payload_gen_icmp_dependency). */
  #requireIcmpType(protocol: string, field: string, needed: MatchStatement[]): string | undefined {
    const wanted = icmpFieldTypes[`${protocol} ${field}`]
    if (wanted === undefined) return undefined
    const type = `${protocol}_type`
    if (this.#icmpType !== undefined)
      return this.#icmpType === wanted
        ? undefined
        : `incompatible icmp match: rule has ${this.#icmpType}, need ${wanted}`
    const left: Expression = { kind: 'payload', protocol, field: 'type', type }
    this.#icmpType = wanted
    const values = wanted === 8 ? [0, 8] : wanted === 128 ? [128, 129] : [wanted]
    const [only = 0] = values
    needed.push({
      kind: 'match',
      left,
      op: '',
      right:
        values.length === 1
          ? { kind: 'value', type, value: only }
          : {
              kind: 'anonymous',
              keyTypes: [type],
              dataTypes: undefined,
              interval: false,
              elements: values.map((value) => ({ key: { kind: 'value', type, value } })),
            },
    })
    return undefined
  }

  /** An extension header, or an option, of IPv4 or IPv6: what has to stand at the head of the rule; a text: nft's refusal. */
  requireExtended(protocol: 'ip' | 'ip6'): MatchStatement[] | string {
    if (this.network === protocol) return []
    if (this.network !== undefined) return `cannot use exthdr with ${this.network}`
    const needed: MatchStatement[] = []
    return this.#requireNetworkUpon(protocol, needed) ?? needed
  }

  #add(needed: MatchStatement[], match: MatchStatement): void {
    needed.push(match)
    this.note(match)
  }

  /** What a statement says of the protocols. */
  note(statement: Statement): void {
    if (statement.kind !== 'match' || (statement.op !== '' && statement.op !== '==')) return
    const { left, right } = statement
    if (right.kind === 'value') this.#noteValue(left, right.value)
    if (right.kind === 'anonymous')
      for (const { key } of right.elements)
        if (key.kind === 'value') this.#noteValue(left, key.value)
  }

  #noteValue(left: Expression, value: unknown): void {
    if (typeof value !== 'number') return
    if (left.kind === 'payload') this.#notePayload(left.protocol, left.field, value)
    else if (left.kind === 'meta' || left.kind === 'ct') this.#noteKey(left.kind, left.key, value)
  }

  #notePayload(protocol: string, field: string, value: number): void {
    if (
      field === 'protocol' ||
      field === 'nexthdr' ||
      (field === 'type' && layerOf(protocol) === 'link')
    ) {
      const upper = upperOf(protocol, value)
      if (upper === undefined) return
      if (layerOf(upper) === 'network') this.network = upper
      else if (layerOf(upper) === 'transport') this.#noteTransport(upper)
      else {
        this.#stacked.push(protocol)
        this.link = upper
      }
    } else if (field === 'type' && protocol === 'icmp') this.#icmpType = value === 0 ? 8 : value
    else if (field === 'type' && protocol === 'icmpv6') this.#icmpType = value === 129 ? 128 : value
  }

  #noteKey(kind: 'meta' | 'ct', key: string, value: number): void {
    switch (`${kind} ${key}`) {
      case 'meta nfproto':
        this.network = upperOf('inet', value) ?? 'unknown'
        return
      case 'meta protocol':
        if (this.family === 'bridge' || this.family === 'netdev')
          this.network = upperOf('ether', value) ?? 'unknown'
        return
      case 'meta iiftype':
        if (this.family === 'bridge') return
        this.link = value === etherDevice ? 'ether' : 'unknown'
        return
      case 'meta l4proto':
        this.#noteTransport(transportOf(value) ?? 'unknown')
        return
      case 'ct l3proto':
        if (this.link !== undefined) this.network = upperOf('inet', value) ?? this.network
        return
      case 'ct protocol': {
        const transport = transportOf(value)
        if (transport !== undefined) this.#noteTransport(transport)
        return
      }
      default:
    }
  }

  #noteTransport(name: string): void {
    this.transports = [...this.transports.filter((other) => other !== name), name]
  }
}

/** Where the network layer is not known, these say what it is. */
const networkOf: Readonly<Record<string, 'ip' | 'ip6'>> = { icmp: 'ip', igmp: 'ip', icmpv6: 'ip6' }

function matchOn(key: string, type: string, value: number): MatchStatement {
  return {
    kind: 'match',
    left: { kind: 'meta', key, type },
    op: '',
    right: { kind: 'value', type, value },
  }
}
