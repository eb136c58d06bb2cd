import { connectionStateBit } from '../../../netfilter/socket-buffer.ts'
import type { OptionWords } from '../../model/extension.ts'

/** In the order that iptables-save prints them (extensions/libxt_conntrack.c, state_print). */
export const stateNames = [
  'INVALID',
  'NEW',
  'RELATED',
  'ESTABLISHED',
  'UNTRACKED',
  'SNAT',
  'DNAT',
] as const

export type StateName = (typeof stateNames)[number]

const allStates = Object.values(connectionStateBit).reduce((all, bit) => all | bit, 0)

/** The states as bits; undefined where they ask for NAT too, which the state does not tell. */
export function stateBits(names: readonly StateName[], inverted: boolean): number | undefined {
  let bits = 0
  for (const name of names) {
    if (name === 'SNAT' || name === 'DNAT') return undefined
    bits |= connectionStateBit[name]
  }
  return inverted ? allStates & ~bits : bits
}

export function readNames<Name extends string>(
  words: OptionWords,
  names: readonly Name[],
  what: string,
): readonly Name[] {
  const text = words.next(what)
  const given = new Set(text.split(',').map((name) => name.toUpperCase()))
  const known = names.filter((name) => given.has(name))
  if (known.length !== given.size) words.fail(text, `${what} among ${names.join(', ')}`)
  return known
}
