import type { Chain } from '../../kernel/iptables/engine/chain.ts'
import type { IptablesEngine } from '../../kernel/iptables/engine/iptables-engine.ts'
import { isTableName } from '../../kernel/iptables/model/tables.ts'
import { printRule } from '../../kernel/iptables/text/rule-writer.ts'
import { createVisits } from '../../kernel/netfilter/visits.ts'
import type { Address } from '../../packet/address.ts'
import type { Backend, Coefficients } from '../../simulation/cost/coefficients.ts'
import { measuredCoefficients } from '../../simulation/cost/measured-coefficients.ts'
import { type Prediction, predictFirstPacket } from '../../simulation/cost/predict.ts'
import { noRules, sizeOfRuleSet } from '../../simulation/cost/priced-counts.ts'
import type { Exchange, ExchangeRequest } from '../../simulation/exchange.ts'
import type { NodeMode } from '../../simulation/node/node-mode.ts'
import type { PacketTrace } from '../../simulation/packet-trace.ts'
import { type OrderStatistics, orderStatistics, ownerOfRule } from '../../simulation/rule-order.ts'

/** Everything that `kpe trace` found out; text and JSON are views of it. */
export interface TraceReport extends PacketTrace {
  /** `node-1`, or the names of the dumps. */
  readonly node: string
  /** `iptables mode`, or what was recognised in the dumps. */
  readonly mode: string
  readonly seed: number
  readonly request: ExchangeRequest
  readonly cost: TraceCost
  readonly nameOf: (address: Address) => string | undefined
}

export interface TraceCost {
  /** Of the first packet, in the order that the rules have here. */
  readonly rulesVisited: number
  readonly order: OrderStatistics
  readonly predictions: readonly (Prediction & { readonly coefficients: Coefficients })[]
}

/** What the first packet cost on a node, in its mode. */
export function costOn(mode: NodeMode, exchange: Exchange): TraceCost {
  switch (mode.mode) {
    case 'iptables':
      return iptablesCost(exchange, mode.engine, ['iptables-legacy', 'iptables-nft'])
    case 'ipvs':
      return iptablesCost(exchange, mode.engine, ['ipvs'])
    case 'nftables':
      return nftablesCost(exchange)
  }
}

/** nftables looks Services up in maps: the order of rules does not matter. */
export function nftablesCost(exchange: Exchange): TraceCost {
  const visits = exchange.legs[0]?.visits ?? createVisits()
  const rules = visits.nftRules
  const coefficients = measuredCoefficients.nftables
  return {
    rulesVisited: rules,
    order: { least: rules, mean: rules, most: rules },
    predictions: [{ ...predictFirstPacket(visits, noRules, coefficients), coefficients }],
  }
}

/** What the first packet cost in iptables mode, and what it would cost on a real kernel. */
export function iptablesCost(
  exchange: Exchange,
  engine: IptablesEngine,
  backends: readonly Backend[],
): TraceCost {
  const [first] = exchange.legs
  if (first === undefined)
    return { rulesVisited: 0, order: { least: 0, mean: 0, most: 0 }, predictions: [] }
  const { visits, steps } = first
  const owners = (table: string, chain: string) =>
    isTableName(table) ? ownersOf(engine.chain(table, chain)) : []
  const size = sizeOfRuleSet(engine)
  return {
    rulesVisited: visits.rules,
    order: orderStatistics(visits.rules, steps, owners),
    predictions: backends.map((backend) => {
      const coefficients = measuredCoefficients[backend]
      return { ...predictFirstPacket(visits, size, coefficients), coefficients }
    }),
  }
}

/** Of chains as they are now: what a chain is compiled to is made anew whenever its rules change. */
const knownOwners = new WeakMap<object, readonly (string | undefined)[]>()

function ownersOf(chain: Chain | undefined): readonly (string | undefined)[] {
  if (chain === undefined) return []
  const known = chain.compiled === undefined ? undefined : knownOwners.get(chain.compiled)
  if (known !== undefined) return known
  const owners = chain.rules.map((rule) => ownerOfRule(printRule(rule)))
  if (chain.compiled !== undefined) knownOwners.set(chain.compiled, owners)
  return owners
}
