import type { Address, Ipv4, Ipv6 } from '../../packet/address.ts'

/** How many 32-bit words an address takes in a flat record. */
export type AddressWords = 1 | 4

/** Writes an address into `words` from `at`, most significant word first. */
export function writeAddress(words: Int32Array, at: number, address: Address): void {
  if (typeof address === 'number') {
    words[at] = address
    return
  }
  const high = address >> 64n
  const low = address & 0xffff_ffff_ffff_ffffn
  words[at] = Number(high >> 32n)
  words[at + 1] = Number(high & 0xffff_ffffn)
  words[at + 2] = Number(low >> 32n)
  words[at + 3] = Number(low & 0xffff_ffffn)
}

export function readAddress(words: Int32Array, at: number, length: AddressWords): Address {
  if (length === 1) return ((words[at] ?? 0) >>> 0) as Ipv4
  let value = 0n
  for (let index = at; index < at + 4; index += 1)
    value = (value << 32n) | BigInt((words[index] ?? 0) >>> 0)
  return value as Ipv6
}
