import type { Expression, PayloadExpression } from '../../model/expression.ts'
import { icmpFieldTypes, isProtocolKey, layerOf, upperOf } from '../../model/protocols.ts'
import type { TableFamily } from '../../model/selectors.ts'
import type { MatchStatement, Statement } from '../../model/statement.ts'
import { headerOrder } from './header-order.ts'
import { ProtocolContext } from './protocol-context.ts'

/**
 * The rule as it comes back from the kernel: neighbouring header fields, which nft compares as one, stand in the order of
 * the header; fields of `th` get the name of a transport protocol that was matched; and matches are gone that a
 * later header implies, where nothing stands between that has effects (nftables src/netlink_delinearize.c).
 */
export function normalizeRule(
  statements: readonly Statement[],
  family: TableFamily,
): readonly Statement[] {
  if (!statements.some(looksAtHeaders)) return statements
  return new Normalizer(family).run(headerOrder(statements, family))
}

/** Rules that only draw, jump or count stay as they are. */
function looksAtHeaders(statement: Statement): boolean {
  switch (statement.kind) {
    case 'verdict':
    case 'counter':
    case 'limit':
    case 'log':
    case 'notrack':
      return false
    case 'vmap':
      return statement.key.kind !== 'numgen'
    default:
      return true
  }
}

const layerNumber = { link: 1, network: 2, transport: 3 } as const

class Normalizer {
  readonly #family: TableFamily
  readonly #known: ProtocolContext
  /** By layer: the match that says what is in the layer above, while it may prove superfluous. */
  readonly #implied: (MatchStatement | undefined)[] = [
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]
  #superfluous: Set<Statement> | undefined
  #icmpType: number | undefined

  constructor(family: TableFamily) {
    this.#family = family
    this.#known = new ProtocolContext(family)
  }

  run(statements: readonly Statement[]): readonly Statement[] {
    const result = statements.map((statement) => this.#visit(statement))
    const superfluous = this.#superfluous
    return superfluous === undefined
      ? result
      : result.filter((statement) => !superfluous.has(statement))
  }

  #visit(statement: Statement): Statement {
    if (statement.kind === 'match') return this.#visitMatch(statement)
    const result = this.#visitOther(statement)
    this.#implied.fill(undefined)
    return result
  }

  #visitMatch(match: MatchStatement): MatchStatement {
    const left = this.#named(match.left)
    const result = left === match.left ? match : { ...match, left }
    const equal = match.op === '' || match.op === '=='
    const single = match.right.kind === 'value'
    if (equal && single) this.#known.note(result)
    this.#use(left)
    if (!equal || !single) return result
    if (left.kind === 'payload') this.#storePayload(left, result)
    else if (left.kind === 'meta' || left.kind === 'ct') this.#storeKey(left.key, result)
    return result
  }

  #storePayload({ protocol, field }: PayloadExpression, match: MatchStatement): void {
    if (!isProtocolKey(protocol, field) || match.right.kind !== 'value') return
    const value = Number(match.right.value)
    if (protocol === 'icmp' || protocol === 'icmpv6') {
      this.#icmpType = value === 0 && protocol === 'icmp' ? 8 : value
      const isEcho = protocol === 'icmp' ? this.#icmpType === 8 : value === 128 || value === 129
      if (isEcho) return
    }
    // A VLAN in Ethernet is a link layer in a link layer (payload_is_stacked).
    const stacked = layerOf(upperOf(protocol, value) ?? 'tcp') === 'link'
    this.#implied[layerNumber[layerOf(protocol)] + (stacked ? 0 : 1)] = match
  }

  #storeKey(key: string, match: MatchStatement): void {
    if (key === 'iiftype') this.#implied[1] = match
    else if (key === 'nfproto' || key === 'protocol' || key === 'l3proto') {
      if (match.left.kind === 'ct' && key === 'protocol') this.#storeTransport(match)
      else this.#implied[2] = match
    } else if (key === 'l4proto') this.#storeTransport(match)
  }

  #storeTransport(match: MatchStatement): void {
    const network = this.#implied[2]
    if (network !== undefined && this.#impliesNetwork(network, match)) this.#drop(2)
    this.#implied[3] = match
  }

  /** ICMP and ICMPv6 are taken to come in IPv4 and IPv6 only (meta_may_dependency_kill). */
  #impliesNetwork(network: MatchStatement, { right }: MatchStatement): boolean {
    const protocol = networkNamed(network)
    if (protocol === undefined) return true
    if (this.#family === 'ip' || this.#family === 'ip6') return protocol === this.#family
    if (this.#family === 'arp') return true
    const transport = right.kind === 'value' ? right.value : undefined
    return (
      (transport === 1 || transport === 58) &&
      !(protocol === 'ip' && transport === 58) &&
      !(protocol === 'ip6' && transport === 1)
    )
  }

  #drop(layer: number): void {
    const match = this.#implied[layer]
    if (match !== undefined) {
      this.#superfluous ??= new Set()
      this.#superfluous.add(match)
    }
    this.#implied[layer] = undefined
  }

  /** An expression looks at a header: what only said that it is there can go. */
  #use(expression: Expression): void {
    switch (expression.kind) {
      case 'payload':
        this.#usePayload(expression)
        return
      case 'concatenation':
        for (const part of expression.parts) this.#use(part)
        return
      case 'bitwise':
      case 'shift':
        this.#use(expression.operand)
        return
      case 'map':
        this.#use(expression.key)
        return
      case 'hash':
        if (expression.operand !== undefined) this.#use(expression.operand)
        return
      case 'opaque':
        if (/^tcp option /.test(expression.text)) this.#drop(this.#implied[3] !== undefined ? 3 : 4)
        else if (
          /^(?:ip option|exthdr|hbh|rt\d?|srh|frag|dst|mh) /.test(expression.text) &&
          !/^rt (?:classid|ip6? |mtu|ipsec)/.test(expression.text)
        )
          this.#drop(2)
        return
      default:
    }
  }

  #usePayload(payload: PayloadExpression): void {
    const layer = layerNumber[layerOf(payload.protocol)]
    const at = this.#implied[layer] !== undefined ? layer : layer === 3 ? 4 : 0
    const match = this.#implied[at]
    if (match !== undefined && this.#mayDrop(match, payload)) this.#drop(at)
  }

  /** payload_may_dependency_kill, nftables src/payload.c */
  #mayDrop({ left, right }: MatchStatement, payload: PayloadExpression): boolean {
    if (left.kind !== 'payload') return true
    const layer = layerOf(payload.protocol)
    const { protocol } = left
    if (linkFamilies.has(this.#family)) {
      // `ip protocol tcp` also says that it is IPv4.
      if ((protocol === 'ip' || protocol === 'ip6') && layer === 'transport') return false
      if (layer === layerOf(protocol)) {
        if (isProtocolKey(payload.protocol, payload.field)) return false
        if (layer === 'link')
          return protocol !== 'vlan' && right.kind === 'value' && right.value === 0x8100
      }
    }
    if (layer !== 'transport' || layerOf(protocol) !== 'transport') return true
    return icmpFieldTypes[`${payload.protocol} ${payload.field}`] === this.#icmpType &&
      this.#icmpType !== undefined
      ? protocol === payload.protocol
      : false
  }

  /** `th dport` behind a transport protocol is a field of that. */
  #named(expression: Expression): Expression {
    const { transport } = this.#known
    if (transport === undefined || !withPorts.has(transport)) return expression
    if (expression.kind === 'payload')
      return expression.protocol === 'th' ? { ...expression, protocol: transport } : expression
    if (expression.kind !== 'concatenation') return expression
    return { ...expression, parts: expression.parts.map((part) => this.#named(part)) }
  }

  #visitOther(statement: Statement): Statement {
    switch (statement.kind) {
      case 'vmap': {
        const key = this.#named(statement.key)
        this.#use(key)
        return { ...statement, key }
      }
      case 'set-value':
        if (statement.target.kind === 'payload') this.#use(statement.target)
        this.#use(statement.value)
        return statement
      case 'set-update': {
        const key = this.#named(statement.key)
        this.#use(key)
        if (statement.data !== undefined) this.#use(statement.data)
        return { ...statement, key }
      }
      case 'nat':
        if (statement.address !== undefined) this.#use(statement.address)
        return statement
      case 'object':
        if (typeof statement.name !== 'string') this.#use(statement.name)
        return statement
      case 'copy':
        if (statement.address !== undefined) this.#use(statement.address)
        return statement
      case 'queue':
        this.#use(statement.number)
        return statement
      case 'meter':
        this.#use(statement.key)
        return statement
      case 'reject':
        if (linkFamilies.has(this.#family) && statement.with !== 'icmpx') this.#drop(2)
        else if (statement.with === 'tcp reset') this.#drop(this.#implied[3] !== undefined ? 3 : 4)
        return statement
      default:
        return statement
    }
  }
}

const linkFamilies: ReadonlySet<TableFamily> = new Set(['inet', 'bridge', 'netdev'])
const withPorts: ReadonlySet<string> = new Set(['tcp', 'udp', 'udplite', 'sctp', 'dccp'])

/** The network protocol that a match asks for; undefined: it asks for something else. */
function networkNamed({ left, right }: MatchStatement): string | undefined {
  if (right.kind !== 'value') return undefined
  const value = Number(right.value)
  if (left.kind === 'meta' && left.key === 'nfproto') return upperOf('inet', value) ?? 'other'
  const etherType =
    (left.kind === 'meta' && left.key === 'protocol') ||
    (left.kind === 'payload' && layerOf(left.protocol) === 'link')
  return etherType ? (upperOf('ether', value) ?? 'other') : undefined
}
