import type { Address } from '../../../packet/address.ts'

/** An address as the hashing schedulers see it: IPv6's four words xored (ip_vs_sh.c). Unsigned, 32 bits. */
export function foldAddress(address: Address): number {
  if (typeof address === 'number') return address
  const folded = address ^ (address >> 64n)
  return Number((folded ^ (folded >> 32n)) & 0xffff_ffffn)
}
