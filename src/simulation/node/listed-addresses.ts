import { UserError } from '../../base/user-error.ts'
import type {
  InterfaceAddress,
  NetworkInterface,
} from '../../kernel/netfilter/network-interface.ts'
import { tryParseAddress } from '../../packet/address.ts'

/**
 * The interfaces in what `ip -o addr` or `ip addr` printed.
 * @throws UserError E_FILE where a line is neither, or no address is in it
 */
export function readListedAddresses(text: string, file: string): NetworkInterface[] {
  const byName = new Map<string, InterfaceAddress[]>()
  let current = ''
  for (const [index, line] of text.split('\n').entries()) {
    const at = { file, line: index + 1, column: 1 }
    const head = /^\d+: ([^\s:@]+)(?:@\S+)?:?\s/.exec(line)
    if (head !== null) current = head[1] ?? ''
    const found = /\binet6? ([0-9a-fA-F.:]+)\/(\d{1,3})\b/.exec(line)
    if (head === null && found === null && !/^\s*$|^\s+(link|valid_lft|altname)/.test(line))
      throw new UserError('E_FILE', `"${line.slice(0, 60)}": expected the output of ip -o addr`, at)
    if (found === null) continue
    const address = tryParseAddress(found[1] ?? '')
    const length = Number(found[2])
    if (address === undefined || length > (typeof address === 'number' ? 32 : 128))
      throw new UserError('E_FILE', `"${found[1]}/${found[2]}" is no address`, at)
    byName.set(current, [...(byName.get(current) ?? []), { address, length }])
  }
  if (byName.size === 0)
    throw new UserError('E_FILE', 'no address in it; expected the output of ip -o addr', { file })
  return [...byName].map(([name, addresses]) => ({ name, addresses }))
}
