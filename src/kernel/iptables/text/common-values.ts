import { familyOf } from '../../../packet/address.ts'
import { type AddressPattern, parseAddressPattern } from '../model/address-pattern.ts'
import type { OptionWords } from '../model/extension.ts'
import { type InterfacePattern, parseInterfacePattern } from '../model/interface-pattern.ts'
import { parseIptablesProtocol } from '../model/protocol-name.ts'
import { quoteText } from './quoting.ts'

/** What stands after `-s` or `-d`: several addresses stand for several rules. @throws UserError E_IPTABLES */
export function readAddresses(words: OptionWords): AddressPattern[] {
  const inverted = words.negated()
  const text = words.next('an address')
  if (inverted && text.includes(',')) words.fail(`! with several addresses`, 'one address')
  return text.split(',').map((part) => {
    const pattern = parseAddressPattern(part, inverted)
    if (pattern === undefined) return words.fail(quoteText(part), 'an address or network')
    if (familyOf(pattern.address) !== words.family)
      words.fail(`${part} (${familyOf(pattern.address)})`, `an ${words.family} address`)
    return pattern
  })
}

/** What stands after `-i` or `-o`. @throws UserError E_IPTABLES */
export function readInterface(words: OptionWords): InterfacePattern | undefined {
  const inverted = words.negated()
  const text = words.next('an interface')
  const pattern = parseInterfacePattern(text, inverted)
  return pattern ?? words.fail(quoteText(text), 'the name of an interface, 1 to 15 characters')
}

/** The number of the protocol after `-p`; 0: all. @throws UserError E_IPTABLES */
export function readProtocol(words: OptionWords): number {
  const inverted = words.negated()
  const text = words.next('a protocol')
  const number = parseIptablesProtocol(text)
  if (number === undefined) words.fail(quoteText(text), 'a protocol by name or number')
  if (number === 0 && inverted) words.fail('! -p all', 'a protocol: none would match')
  return number
}

/** The packets and bytes after `-c`: `5 10`, or `5,10`. @throws UserError E_IPTABLES */
export function readCounts(words: OptionWords): [packets: number, bytes: number] {
  const first = words.next('a packet count')
  const both = first.includes(',') ? first.split(',') : [first, words.next('a byte count')]
  const [packets = '', bytes = ''] = both
  if (!/^\d+$/.test(packets) || !/^\d+$/.test(bytes)) words.fail(first, 'two counts')
  return [Number(packets), Number(bytes)]
}
