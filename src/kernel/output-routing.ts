import type { Address } from '../packet/address.ts'
import type { InterfaceSettings } from './input-routing.ts'
import type { AddressType } from './netfilter/hook.ts'
import { isLoopback } from './netfilter/network-interface.ts'
import type { RouteAnswer } from './netfilter/routing.ts'
import type { SendError } from './passage.ts'

/** What a process hears that sends where no route leads; undefined: the packet goes out. */
export function refuseToSend(
  route: RouteAnswer,
  source: Address,
  settings: () => InterfaceSettings,
): SendError | undefined {
  switch (route.type) {
    case 'UNSPEC':
      return 'ENETUNREACH'
    case 'UNREACHABLE':
      return 'EHOSTUNREACH'
    case 'PROHIBIT':
      return 'EACCES'
    case 'BLACKHOLE':
      return 'EINVAL'
    default:
  }
  // 127.0.0.0/8 does not leave the node, unless route_localnet lets it (__mkroute_output).
  if (typeof source !== 'number' || !isLoopback(source) || route.device === 'lo') return undefined
  return settings().routeLocalnet ? undefined : 'EINVAL'
}

/**
 * What a process hears whose socket is bound to an address that is gone from the node: over IPv4 nothing leaves from
 * such a one (ip_route_output_key_hash_rcu, net/ipv4/route.c; IPv6 does not ask). Packets that are routed again on
 * their way may have any source (ip_route_me_harder).
 */
export function refuseSource(
  source: Address,
  typeOf: (address: Address) => AddressType,
): SendError | undefined {
  if (typeof source !== 'number' || source === 0) return undefined
  const type = typeOf(source)
  if (type === 'LOCAL' || type === 'UNKNOWN') return undefined
  return type === 'MULTICAST' || type === 'BROADCAST' ? 'EINVAL' : 'ENETUNREACH'
}
