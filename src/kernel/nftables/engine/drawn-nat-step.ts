import type { Ipv4 } from '../../../packet/address.ts'
import type { NatRange } from '../../netfilter/hook.ts'
import type { NumberGenerator } from '../model/expression.ts'
import type { NatStatement } from '../model/statement.ts'
import { drawnElements, drawPlace } from './drawn-map.ts'
import { type Evaluation, outcome } from './evaluation.ts'
import { dataRange, natFlags } from './nat-range.ts'
import type { Step } from './step.ts'

/** Undefined: no such statement. */
export function drawnNatStep(statement: NatStatement): DrawnNatStep | undefined {
  const { type, address, port } = statement
  if ((type !== 'dnat' && type !== 'snat') || address?.kind !== 'map' || port !== undefined)
    return undefined
  const drawn = drawnElements(address.key, address.set)
  if (drawn === undefined) return undefined
  const ranges = drawn.elements.map(({ data }) => dataRange(data))
  const places = packed(ranges)
  return places === undefined ? undefined : new DrawnNatStep(statement, drawn.generator, places)
}

/** Addresses and ports by turns; a port of −1: none. Undefined: not all are single IPv4 addresses. */
function packed(ranges: readonly NatRange[]): readonly number[] | undefined {
  const places: number[] = []
  for (const { addressMin, addressMax, portMin, portMax } of ranges) {
    if (typeof addressMin !== 'number' || addressMin !== addressMax || portMin !== portMax)
      return undefined
    places.push(addressMin, portMin ?? -1)
  }
  return places
}

/**
 * `dnat ip to numgen random mod n map { 0 : 10.0.0.1 . 80, … }`: one of a Service's endpoints. A large cluster has tens of thousands of
 * these, each met seldom: what a packet needs of it lies in as few places in memory as can be.
 */
class DrawnNatStep implements Step {
  readonly #places: readonly number[]
  readonly #modulus: number
  readonly #manipulation: 'source' | 'destination'
  /** Random ports and the like; seldom there. */
  readonly #flags: NatRange | undefined
  readonly #generator: NumberGenerator
  readonly #statement: NatStatement

  constructor(statement: NatStatement, generator: NumberGenerator, places: readonly number[]) {
    this.#places = places
    this.#modulus = generator.modulus
    this.#manipulation = statement.type === 'snat' ? 'source' : 'destination'
    this.#flags = statement.flags.length === 0 ? undefined : natFlags(statement)
    this.#generator = generator
    this.#statement = statement
  }

  /** Of a translation of IPv4 destinations alone, all numbers of which have a place: what it draws from. */
  get plainDraw(): { readonly modulus: number; readonly places: readonly number[] } | undefined {
    const isPlain = this.#manipulation === 'destination' && this.#flags === undefined
    const isWhole = this.#places.length >= this.#modulus * 2
    return isPlain && isWhole ? { modulus: this.#modulus, places: this.#places } : undefined
  }

  run(evaluation: Evaluation): 0 | 1 | 2 {
    if (!evaluation.isIpv4) return outcome.leave
    const { context, buffer } = evaluation
    const place =
      context.trace === undefined ? this.#draw(evaluation) : this.#drawTraced(evaluation)
    const address = this.#places[place * 2]
    if (address === undefined) return outcome.leave
    const bound = context.nat.bind(
      buffer,
      this.#manipulation,
      this.#range(address as Ipv4, this.#places[place * 2 + 1] ?? -1),
      context,
    )
    return bound
      ? evaluation.setVerdict('accept')
      : evaluation.drop('no free port for the translation')
  }

  reason(): string {
    return 'the number drawn is in no element'
  }

  #draw({ context }: Evaluation): number {
    context.visits.mapLookups += 1
    return context.chance.below(this.#modulus)
  }

  #drawTraced(evaluation: Evaluation): number {
    const { address } = this.#statement
    const elements =
      address?.kind === 'map' && address.set.kind === 'anonymous' ? address.set.elements : []
    return drawPlace(evaluation, this.#generator, elements)
  }

  #range(address: Ipv4, port: number): NatRange {
    const range =
      port < 0
        ? { addressMin: address, addressMax: address }
        : { addressMin: address, addressMax: address, portMin: port, portMax: port }
    return this.#flags === undefined ? range : { ...range, ...this.#flags }
  }
}
