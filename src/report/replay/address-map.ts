import { UserError } from '../../base/user-error.ts'
import { type Address, familyOf, tryParseAddress } from '../../packet/address.ts'
import { type NameScope, resolveSource, resolveTarget } from '../../simulation/traffic-targets.ts'

/** `OLD=NEW`: an address of the recording, and the address, Service, pod or node that it means here. @throws UserError */
export function readAddressMap(
  texts: readonly string[],
  scope: NameScope,
): ReadonlyMap<Address, Address> {
  const map = new Map<Address, Address>()
  for (const text of texts) {
    const at = text.indexOf('=')
    const from = tryParseAddress(text.slice(0, Math.max(0, at)))
    if (at < 0 || from === undefined)
      throw new UserError(
        'E_USAGE',
        `--map "${text}": expected OLD=NEW, e.g. 10.0.0.10=svc/shop/web or 10.0.0.10=10.96.0.10`,
      )
    map.set(from, meantBy(text.slice(at + 1), { ...scope, family: familyOf(from) }))
  }
  return map
}

function meantBy(text: string, scope: NameScope): Address {
  if (/^(pod|node)\//.test(text)) return resolveSource(text, scope).address
  return resolveTarget(text, scope).address
}
