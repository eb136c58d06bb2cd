import { familyOf } from '../../../../packet/address.ts'
import {
  type AddressPattern,
  addressMatches,
  formatPattern,
  maskLength,
  parseAddressPattern,
} from '../../model/address-pattern.ts'
import type {
  Draft,
  Evaluation,
  Match,
  MatchExtension,
  OptionWords,
} from '../../model/extension.ts'
import type { IpvsConnection } from '../../model/ipvs-view.ts'
import { readUnsigned } from '../../model/numbers.ts'
import { parseIptablesProtocol } from '../../model/protocol-name.ts'

/** `-m ipvs` (net/netfilter/xt_ipvs.c, extensions/libxt_ipvs.c). */
export const ipvs: MatchExtension = { name: 'ipvs', begin: () => new IpvsDraft() }

interface NumberTest {
  readonly value: number
  readonly inverted: boolean
}

interface WordTest {
  readonly value: string
  readonly inverted: boolean
}

interface IpvsTests {
  /** `--ipvs` alone. */
  readonly property?: { readonly inverted: boolean }
  readonly protocol?: NumberTest
  readonly address?: AddressPattern
  readonly port?: NumberTest
  readonly direction?: WordTest
  readonly method?: WordTest
  readonly controllingPort?: NumberTest
}

class IpvsMatch implements Match {
  readonly name = 'ipvs'
  readonly pure = true
  readonly tests: IpvsTests

  constructor(tests: IpvsTests) {
    this.tests = tests
  }

  print(): string {
    const { property, protocol, address, port, direction, method, controllingPort } = this.tests
    const option = (name: string, test: { readonly inverted: boolean } | undefined, value = '') =>
      test === undefined ? '' : `${test.inverted ? ' !' : ''} --${name}${value}`
    return (
      option('ipvs', property) +
      option('vproto', protocol, ` ${protocol?.value}`) +
      option('vaddr', address, address === undefined ? '' : ` ${printAddress(address)}`) +
      option('vport', port, ` ${port?.value}`) +
      option('vdir', direction, ` ${direction?.value}`) +
      option('vmethod', method, ` ${method?.value}`) +
      option('vportctl', controllingPort, ` ${controllingPort?.value}`)
    )
  }

  evaluate({ buffer, ipvs }: Evaluation): boolean {
    const connection = ipvs?.connectionOf(buffer)
    const { property } = this.tests
    if (property !== undefined && Object.keys(this.tests).length === 1)
      return (connection !== undefined) !== property.inverted
    return connection !== undefined && this.#holds(connection)
  }

  explain({ buffer, ipvs }: Evaluation): string {
    return ipvs?.connectionOf(buffer) === undefined
      ? 'IPVS has not taken the packet'
      : 'another IPVS connection'
  }

  #holds(connection: IpvsConnection): boolean {
    const { protocol, address, port, direction, method, controllingPort } = this.tests
    return (
      fits(protocol, connection.protocol) &&
      (address === undefined || addressMatches(address, connection.virtualAddress)) &&
      fits(port, connection.virtualPort) &&
      fits(direction, connection.direction.toUpperCase()) &&
      fits(method, connection.method.toUpperCase()) &&
      fits(controllingPort, connection.controllingPort)
    )
  }
}

class IpvsDraft implements Draft<Match> {
  #tests: IpvsTests = {}

  take(option: string, words: OptionWords): boolean {
    const inverted = words.negated()
    const test = readTest(option, inverted, words)
    if (test === undefined) return false
    this.#tests = { ...this.#tests, ...test }
    return true
  }

  finish(words: OptionWords): Match {
    if (Object.keys(this.#tests).length === 0) words.fail('-m ipvs', '--ipvs, --vaddr … after it')
    return new IpvsMatch(this.#tests)
  }
}

function readTest(option: string, inverted: boolean, words: OptionWords): IpvsTests | undefined {
  switch (option) {
    case '--ipvs':
      return { property: { inverted } }
    case '--vproto': {
      const text = words.next('a protocol')
      const value = parseIptablesProtocol(text) ?? words.fail(text, 'a protocol')
      return { protocol: { value, inverted } }
    }
    case '--vaddr': {
      const text = words.next('an address')
      const address = parseAddressPattern(text, inverted)
      if (address === undefined || familyOf(address.address) !== words.family)
        return words.fail(text, `an ${words.family} address or network`)
      return { address }
    }
    case '--vport':
      return { port: { value: readUnsigned(words, 'a port', 65_535), inverted } }
    case '--vdir':
      return { direction: { value: readWord(words, ['ORIGINAL', 'REPLY']), inverted } }
    case '--vmethod':
      return { method: { value: readWord(words, ['GATE', 'IPIP', 'MASQ']), inverted } }
    case '--vportctl':
      return { controllingPort: { value: readUnsigned(words, 'a port', 65_535), inverted } }
    default:
      return undefined
  }
}

function readWord(words: OptionWords, known: readonly string[]): string {
  const text = words.next(known.join(' or ')).toUpperCase()
  return known.includes(text) ? text : words.fail(text, known.join(' or '))
}

function fits<T>(
  test: { readonly value: T; readonly inverted: boolean } | undefined,
  value: T,
): boolean {
  return test === undefined || (test.value === value) !== test.inverted
}

function printAddress(pattern: AddressPattern): string {
  const text = formatPattern(pattern)
  const whole = maskLength(pattern.mask) === (typeof pattern.mask === 'number' ? 32 : 128)
  return whole ? text.slice(0, text.indexOf('/')) : text
}
