import type { Address } from '../../../packet/address.ts'
import type { NatRange } from '../../netfilter/hook.ts'
import type { Expression } from '../model/expression.ts'
import type { NatStatement } from '../model/statement.ts'
import type { Table } from '../ruleset/table.ts'
import { numberOf, opaqueStep } from './action-steps.ts'
import { drawnNatStep } from './drawn-nat-step.ts'
import { type Evaluation, outcome } from './evaluation.ts'
import { loaderFor } from './expressions.ts'
import { missing } from './loader.ts'
import { createLookup } from './lookup.ts'
import { addressRange, dataRange, natFlags, portRange } from './nat-range.ts'
import type { Step } from './step.ts'

/** Where to translate to; undefined: the rule does not match (no element in a map). */
type RangeSource = (evaluation: Evaluation) => NatRange | undefined

const noTuple = 'no free port for the translation'

/** `dnat`, `snat`, `masquerade`, `redirect`: binds the connection and accepts (net/netfilter/nft_nat.c, nft_masq.c, nft_redir.c). */
export function natStep(table: Table, statement: NatStatement): Step {
  const drawn = drawnNatStep(statement)
  if (drawn !== undefined) return drawn
  const ranges = rangeSource(table, statement)
  if (ranges === undefined || statement.prefix) return opaqueStep(statement)
  const { type, family } = statement
  const manipulation = type === 'snat' || type === 'masquerade' ? 'source' : 'destination'
  const four = family === 'ip'
  return {
    run: (evaluation) => {
      if (family !== undefined && evaluation.isIpv4 !== four) return outcome.leave
      const range = ranges(evaluation)
      if (range === undefined)
        return evaluation.reason === '' ? outcome.leave : evaluation.setVerdict('drop')
      const { buffer, context } = evaluation
      return context.nat.bind(buffer, manipulation, range, context)
        ? evaluation.setVerdict('accept')
        : evaluation.drop(noTuple)
    },
    reason: () => 'there is nothing to translate to',
  }
}

function rangeSource(table: Table, statement: NatStatement): RangeSource | undefined {
  const flags = natFlags(statement)
  if (statement.type === 'masquerade' || statement.type === 'redirect')
    return ownAddress(table, statement, flags)
  const { address, port } = statement
  if (address?.kind === 'map') return mappedRange(table, address, port, flags)
  return fixedRange(table, address, port, flags)
}

/** The address of an interface of the node, chosen as the packet passes. */
function ownAddress(
  table: Table,
  statement: NatStatement,
  flags: NatRange,
): RangeSource | undefined {
  const ports = portSource(table, statement.port)
  if (ports === undefined) return undefined
  const source = statement.type === 'masquerade'
  return (evaluation) => {
    const { buffer, context, packet, hook } = evaluation
    const name = source ? buffer.outputInterface : buffer.inputInterface
    const address =
      !source && hook === 'output'
        ? localhost(packet.destination)
        : context.host.interfaceAddress(name, source ? packet.destination : packet.source)
    if (address === undefined) {
      evaluation.reason = `${name} has no address to translate to`
      return undefined
    }
    return { addressMin: address, addressMax: address, ...ports(evaluation), ...flags }
  }
}

function localhost(like: Address): Address {
  return (typeof like === 'number' ? 0x7f00_0001 : 1n) as Address
}

function fixedRange(
  table: Table,
  address: Expression | undefined,
  port: Expression | undefined,
  flags: NatRange,
): RangeSource | undefined {
  const ports = portSource(table, port)
  if (ports === undefined) return undefined
  const addresses = addressSource(address)
  if (addresses === undefined) return undefined
  if (isConstant(address) && isConstant(port)) {
    const range: NatRange = { ...addresses(undefined), ...ports(undefined), ...flags }
    return () => range
  }
  return (evaluation) => {
    const from = addresses(evaluation)
    const at = ports(evaluation)
    return from === undefined || at === undefined ? undefined : { ...from, ...at, ...flags }
  }
}

function isConstant(expression: Expression | undefined): boolean {
  return (
    expression === undefined ||
    expression.kind === 'value' ||
    expression.kind === 'range' ||
    expression.kind === 'prefix'
  )
}

type Part = (evaluation: Evaluation | undefined) => NatRange | undefined

function addressSource(address: Expression | undefined): Part | undefined {
  if (address === undefined) return () => ({})
  if (address.kind === 'value' || address.kind === 'range' || address.kind === 'prefix') {
    const range = addressRange(address)
    return () => range
  }
  const loader = loaderFor(address)
  if (loader.kind !== 'number' && loader.kind !== 'big') return undefined
  return (evaluation) => {
    if (evaluation === undefined) return undefined
    const value = loader.load(evaluation)
    if (value === undefined || value === missing) return undefined
    return { addressMin: value as Address, addressMax: value as Address }
  }
}

function portSource(table: Table, port: Expression | undefined): Part | undefined {
  if (port === undefined) return () => ({})
  if (port.kind === 'value' || port.kind === 'range') {
    const range = portRange(port)
    return () => range
  }
  const load = numberOf(table, port)
  if (load === undefined) return undefined
  return (evaluation) => {
    if (evaluation === undefined) return undefined
    const value = load(evaluation)
    return value === missing ? undefined : { portMin: value, portMax: value }
  }
}

/** `to … map { … }`, of addresses alone or with ports. Each element's range is made once. */
function mappedRange(
  table: Table,
  map: Extract<Expression, { kind: 'map' }>,
  port: Expression | undefined,
  flags: NatRange,
): RangeSource | undefined {
  const ports = portSource(table, port)
  if (ports === undefined) return undefined
  const lookup = createLookup(table, map.key, map.set, true)
  if (lookup === undefined) return undefined
  return (evaluation) => {
    const element = lookup.find(evaluation)
    if (element === undefined || element === false) return undefined
    return { ...dataRange(element.data), ...flags, ...ports(evaluation) }
  }
}
