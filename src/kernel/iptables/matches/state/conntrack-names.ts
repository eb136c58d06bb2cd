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
