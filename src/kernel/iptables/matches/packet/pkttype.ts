import { entryOf } from '../../../../base/entry-of.ts'
import type { Address } from '../../../../packet/address.ts'
import type {
  Draft,
  Evaluation,
  Match,
  MatchExtension,
  OptionWords,
} from '../../model/extension.ts'

/** `-m pkttype`: told from the destination, as the link would have (net/netfilter/xt_pkttype.c). */
export const pkttype: MatchExtension = { name: 'pkttype', begin: () => new PkttypeDraft() }

const types = ['unicast', 'broadcast', 'multicast'] as const
type PacketType = (typeof types)[number]

const shortNames: Readonly<Record<string, PacketType>> = {
  bcast: 'broadcast',
  mcast: 'multicast',
  host: 'unicast',
}

class PkttypeMatch implements Match {
  readonly name = 'pkttype'
  readonly pure = true
  readonly type: PacketType
  readonly inverted: boolean

  constructor(type: PacketType, inverted: boolean) {
    this.type = type
    this.inverted = inverted
  }

  print(): string {
    return `${this.inverted ? ' !' : ''} --pkt-type ${this.type}`
  }

  evaluate({ context, packet }: Evaluation): boolean {
    const { destination } = packet
    const broadcast = () => context.host.addressType(destination) === 'BROADCAST'
    const type = isMulticast(destination) ? 'multicast' : broadcast() ? 'broadcast' : 'unicast'
    return (type === this.type) !== this.inverted
  }
}

class PkttypeDraft implements Draft<Match> {
  #match: Match | undefined

  take(option: string, words: OptionWords): boolean {
    if (option !== '--pkt-type') return false
    const inverted = words.negated()
    const text = words.next('a packet type').toLowerCase()
    const type = types.find((name) => name === text) ?? entryOf(shortNames, text)
    this.#match = new PkttypeMatch(type ?? words.fail(text, types.join(', ')), inverted)
    return true
  }

  finish(words: OptionWords): Match {
    return this.#match ?? words.fail('-m pkttype', '--pkt-type after it')
  }
}

function isMulticast(address: Address): boolean {
  return typeof address === 'number' ? address >>> 28 === 14 : address >> 120n === 0xffn
}
