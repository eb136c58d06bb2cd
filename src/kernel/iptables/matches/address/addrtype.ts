import { type Address, formatAddress } from '../../../../packet/address.ts'
import type { AddressType } from '../../../netfilter/hook.ts'
import type {
  Draft,
  Evaluation,
  Match,
  MatchExtension,
  OptionWords,
} from '../../model/extension.ts'
import { askUnknown } from '../../model/unknown.ts'

/** `-m addrtype` (net/netfilter/xt_addrtype.c, extensions/libxt_addrtype.c). */
export const addrtype: MatchExtension = { name: 'addrtype', begin: () => new AddrtypeDraft() }

/** In the order of include/uapi/linux/rtnetlink.h. */
const typeNames = [
  'UNSPEC',
  'UNICAST',
  'LOCAL',
  'BROADCAST',
  'ANYCAST',
  'MULTICAST',
  'BLACKHOLE',
  'UNREACHABLE',
  'PROHIBIT',
  'THROW',
  'NAT',
  'XRESOLVE',
] as const

interface TypeTest {
  readonly types: readonly string[]
  readonly inverted: boolean
}

class AddrtypeMatch implements Match {
  readonly name = 'addrtype'
  readonly pure = true
  readonly late = true
  readonly source: TypeTest | undefined
  readonly destination: TypeTest | undefined
  readonly limit: 'in' | 'out' | undefined

  constructor(
    source: TypeTest | undefined,
    destination: TypeTest | undefined,
    limit: 'in' | 'out' | undefined,
  ) {
    this.source = source
    this.destination = destination
    this.limit = limit
  }

  print(): string {
    return (
      printTest('--src-type', this.source) +
      printTest('--dst-type', this.destination) +
      (this.limit === undefined ? '' : ` --limit-iface-${this.limit}`)
    )
  }

  evaluate(evaluation: Evaluation): boolean {
    const { source, destination } = this
    const { packet } = evaluation
    if (source !== undefined && !this.#holds(source, packet.source, evaluation)) return false
    return destination === undefined || this.#holds(destination, packet.destination, evaluation)
  }

  explain(evaluation: Evaluation): string {
    const { packet } = evaluation
    const says = (address: Address) =>
      `${formatAddress(address)} is ${this.#typeOf(address, evaluation)}`
    const parts: string[] = []
    if (this.source !== undefined) parts.push(`source ${says(packet.source)}`)
    if (this.destination !== undefined) parts.push(`destination ${says(packet.destination)}`)
    return parts.join(', ')
  }

  #holds(test: TypeTest, address: Address, evaluation: Evaluation): boolean {
    const type = this.#typeOf(address, evaluation)
    if (type !== 'UNKNOWN') return test.types.includes(type) !== test.inverted
    const question = `is ${formatAddress(address)} ${test.types.join(' or ')} on this node?`
    return askUnknown(evaluation, question) !== test.inverted
  }

  #typeOf(address: Address, { buffer, context }: Evaluation): AddressType {
    if (this.limit === undefined) return context.host.addressType(address)
    const name = this.limit === 'in' ? buffer.inputInterface : buffer.outputInterface
    return context.host.addressType(address, name)
  }
}

class AddrtypeDraft implements Draft<Match> {
  #source: TypeTest | undefined
  #destination: TypeTest | undefined
  #limit: 'in' | 'out' | undefined

  take(option: string, words: OptionWords): boolean {
    switch (option) {
      case '--src-type':
        this.#source = readTypes(words)
        return true
      case '--dst-type':
        this.#destination = readTypes(words)
        return true
      case '--limit-iface-in':
      case '--limit-iface-out':
        if (this.#limit !== undefined) words.fail(option, 'one of --limit-iface-in and -out')
        this.#limit = option === '--limit-iface-in' ? 'in' : 'out'
        return true
      default:
        return false
    }
  }

  finish(words: OptionWords): Match {
    if (this.#source === undefined && this.#destination === undefined)
      words.fail('-m addrtype', '--src-type or --dst-type after it')
    return new AddrtypeMatch(this.#source, this.#destination, this.#limit)
  }
}

function readTypes(words: OptionWords): TypeTest {
  const inverted = words.negated()
  const text = words.next('address types')
  const given = new Set(text.split(',').map((name) => name.toUpperCase()))
  const types = typeNames.filter((name) => given.has(name))
  if (types.length !== given.size) words.fail(text, `types among ${typeNames.join(', ')}`)
  return { types, inverted }
}

function printTest(option: string, test: TypeTest | undefined): string {
  if (test === undefined) return ''
  return `${test.inverted ? ' !' : ''} ${option} ${test.types.join(',')}`
}
