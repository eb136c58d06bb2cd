import type { Ipv4 } from '../../../packet/address.ts'
import type { Statement } from '../model/statement.ts'
import type { Chain } from '../ruleset/chain.ts'
import type { NftSet } from '../ruleset/nft-set.ts'
import { drawnNatStep } from './drawn-nat-step.ts'
import type { Evaluation } from './evaluation.ts'

/** Says of an element's chain that it is not of the kind; 0: nobody has looked yet. */
const other = -1

/**
 * The chains that the elements of a verdict map lead to, as far as each does nothing but draw one of a Service's endpoints:
 *
 *     meta l4proto tcp dnat ip addr . port to numgen random mod 3 map { 0 : 10.0.0.1 . 80, … }
 *
 * kube-proxy writes one for nearly every port. As flat words they cost a packet a line or two of the processor's cache, where the
 * element, its chain, its rule, their steps and endpoints would be a dozen, in as many places. Verdict and visits are those of
 * the walk. Good until the next transaction; made as packets meet them.
 */
export class EndpointChains {
  readonly #set: NftSet
  /** Of the rules and of the elements that the words were made of. */
  #revision = -1
  #setRevision = -1
  /** By the element's number: where its words stand. */
  #places = new Int32Array(0)
  /** Protocol, modulus, then an address and a port (−1: none) for every endpoint. Nothing stands at 0. */
  #words = new Int32Array(1_024)
  #length = 1

  constructor(set: NftSet) {
    this.#set = set
  }

  /** Goes through the chain of an element of `set` that was found. Undefined: it is another kind of chain, and nothing was done. */
  run(evaluation: Evaluation, number: number): 0 | 1 | 2 | undefined {
    const { context, packet, buffer } = evaluation
    if (this.#revision !== evaluation.revision || this.#setRevision !== this.#set.revision)
      this.#forget(evaluation.revision)
    const place = (this.#places[number] as number) || this.#add(number)
    const words = this.#words
    if (place === other || words[place] !== packet.protocol || !evaluation.isIpv4) return undefined
    context.visits.chainJumps += 1
    context.visits.nftRules += 1
    context.visits.mapLookups += 1
    const at = place + 2 + 2 * context.chance.below(words[place + 1] as number)
    const address = ((words[at] as number) >>> 0) as Ipv4
    const port = words[at + 1] as number
    const range =
      port < 0
        ? { addressMin: address, addressMax: address }
        : { addressMin: address, addressMax: address, portMin: port, portMax: port }
    if (context.nat.bind(buffer, 'destination', range, context))
      return evaluation.setVerdict('accept')
    evaluation.droppedIn = this.#set.elementOf(number)?.target
    return evaluation.drop('no free port for the translation')
  }

  #forget(revision: number): void {
    this.#revision = revision
    this.#setRevision = this.#set.revision
    this.#places = new Int32Array(this.#set.numbersEnd)
    this.#length = 1
  }

  #add(number: number): number {
    const element = this.#set.elementOf(number)
    const leads = element?.verdict === 'goto' || element?.verdict === 'jump'
    const draw = leads ? drawOf(element.target) : undefined
    const place = draw === undefined ? other : this.#length
    this.#places[number] = place
    if (draw === undefined) return place
    this.#makeRoom(2 + draw.places.length)
    this.#words.set([draw.protocol, draw.modulus, ...draw.places], place)
    this.#length += 2 + draw.places.length
    return place
  }

  #makeRoom(count: number): void {
    let size = this.#words.length
    while (size < this.#length + count) size *= 2
    if (size === this.#words.length) return
    const words = new Int32Array(size)
    words.set(this.#words)
    this.#words = words
  }
}

interface EndpointDraw {
  readonly protocol: number
  readonly modulus: number
  readonly places: readonly number[]
}

/** Undefined: the chain does something else. */
function drawOf(chain: Chain | undefined): EndpointDraw | undefined {
  const [rule, ...more] = chain?.rules ?? []
  if (rule === undefined || more.length > 0) return undefined
  const [match, nat, ...others] = rule.statements
  const protocol = protocolOf(match)
  if (protocol === undefined || nat?.kind !== 'nat' || others.length > 0) return undefined
  const draw = drawnNatStep(nat)?.plainDraw
  return draw === undefined ? undefined : { protocol, ...draw }
}

/** Of `meta l4proto tcp`. */
function protocolOf(statement: Statement | undefined): number | undefined {
  if (statement?.kind !== 'match') return undefined
  const { left, op, right } = statement
  if (left.kind !== 'meta' || left.key !== 'l4proto' || (op !== '' && op !== '==')) return undefined
  return right.kind === 'value' && typeof right.value === 'number' ? right.value : undefined
}
