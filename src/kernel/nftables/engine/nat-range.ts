import type { Address } from '../../../packet/address.ts'
import type { NatRange } from '../../netfilter/hook.ts'
import { knownType } from '../model/data-type.ts'
import { highest, lowest } from '../model/element-order.ts'
import type { Constant } from '../model/expression.ts'
import type { ElementData, NatStatement } from '../model/statement.ts'

export function natFlags({ flags }: NatStatement): NatRange {
  return {
    ...(flags.includes('random') || flags.includes('fully-random') ? { randomPort: true } : {}),
    ...(flags.includes('persistent') ? { persistent: true } : {}),
  }
}

export function addressRange(constant: Exclude<Constant, { kind: 'concat' }>): NatRange {
  return {
    addressMin: lowest(constant) as Address,
    addressMax: highest(constant, knownType(constant.type)) as Address,
  }
}

export function portRange(constant: Exclude<Constant, { kind: 'concat' }>): NatRange {
  return {
    portMin: Number(lowest(constant)),
    portMax: Number(highest(constant, knownType(constant.type))),
  }
}

export function dataRange(data: ElementData | undefined): NatRange {
  if (data === undefined || !('type' in data || data.kind === 'concat')) return {}
  if (data.kind !== 'concat') return addressRange(data)
  const [address, port] = data.parts
  return {
    ...(address === undefined ? {} : addressRange(address)),
    ...(port === undefined ? {} : portRange(port)),
  }
}
