import type { Address } from '../packet/address.ts'
import type { Packet } from '../packet/packet.ts'
import {
  isLinkLocal,
  isLoopback,
  isMulticast,
  isUnspecified,
} from './netfilter/network-interface.ts'
import type { RouteAnswer, Routing } from './netfilter/routing.ts'

/** What sysctls say about packets that come in by one interface. */
export interface InterfaceSettings {
  readonly routeLocalnet: boolean
  /** 0: no check; 1: the way back must be the way in; 2: there must be a way back. */
  readonly reversePathFilter: number
  readonly acceptLocal: boolean
}

/** Why a packet that came in goes no further. `icmpCode`: its sender is told. */
export interface InputRefusal {
  readonly reason: string
  readonly icmpCode?: number
}

const martian = (reason: string): InputRefusal => ({ reason: `martian: ${reason}` })

/** `conf.all` and `conf.IFACE` of net.ipv4 together, as IN_DEV_ORCONF and IN_DEV_RPFILTER combine them. */
export function readInterfaceSettings(
  sysctl: (name: string) => string | undefined,
  interfaceName: string,
): InterfaceSettings {
  const number = (name: string) =>
    Math.max(
      Number(sysctl(`net.ipv4.conf.all.${name}`) ?? 0),
      Number(sysctl(`net.ipv4.conf.${interfaceName}.${name}`) ?? 0),
    )
  return {
    routeLocalnet: number('route_localnet') !== 0,
    reversePathFilter: number('rp_filter'),
    acceptLocal: number('accept_local') !== 0,
  }
}

/** ::1 never comes in by a wire (ip6_rcv); checked before any hook. */
export function isForgedLoopback(packet: Packet, interfaceName: string): boolean {
  if (interfaceName === 'lo' || typeof packet.source === 'number') return false
  return isLoopback(packet.source) || isLoopback(packet.destination)
}

/**
 * Why a packet that came in is not taken (ip_route_input_slow, fib_validate_source); undefined: it is. `route`:
 * to its destination; `local`: that is the node itself.
 */
export function refuseInput(
  routing: Routing,
  { source, destination }: Pick<Packet, 'source' | 'destination'>,
  interfaceName: string,
  settings: InterfaceSettings,
  route: RouteAnswer,
  local: boolean,
): InputRefusal | undefined {
  // Nearly always: from one ordinary address to another.
  if (typeof source === 'number' && !local && settings.reversePathFilter === 0)
    if (route.type === 'UNICAST' && routing.lookUp(source).type === 'UNICAST') return undefined
  if (typeof source === 'number') {
    const refusal =
      refuseAddresses(source, destination, settings) ??
      refuseSource(routing, source, interfaceName, settings)
    if (refusal !== undefined) return refusal
  } else if (isLinkLocal(source) && !local && !isLinkLocal(destination))
    return { reason: 'a link-local source does not leave its link' }
  if (local) return undefined
  switch (route.type) {
    case 'UNICAST':
    case 'UNKNOWN':
    case 'BROADCAST':
      return undefined
    case 'UNSPEC':
      return { reason: 'no route', icmpCode: 0 }
    case 'UNREACHABLE':
      return { reason: 'an unreachable route', icmpCode: 1 }
    case 'PROHIBIT':
      return { reason: 'a prohibiting route', icmpCode: 13 }
    default:
      return { reason: `a destination of type ${route.type}` }
  }
}

function refuseAddresses(
  source: Address,
  destination: Address,
  settings: InterfaceSettings,
): InputRefusal | undefined {
  if (isMulticast(source) || source === 0xffffffff) return martian('a source that stands for many')
  if (destination === 0xffffffff) return undefined
  if (isUnspecified(source)) return martian('source 0.0.0.0')
  if (isUnspecified(destination)) return martian('destination 0.0.0.0')
  if (settings.routeLocalnet) return undefined
  if (isLoopback(destination)) return martian('destination in 127.0.0.0/8 without route_localnet')
  if (isLoopback(source)) return martian('source in 127.0.0.0/8 without route_localnet')
  return undefined
}

/** Nobody outside may speak as the node itself; with rp_filter, only where the way back leads. */
function refuseSource(
  routing: Routing,
  source: Address,
  interfaceName: string,
  settings: InterfaceSettings,
): InputRefusal | undefined {
  const back = routing.lookUp(source)
  if (back.type === 'LOCAL' && !settings.acceptLocal && !isLoopback(source))
    return martian('a source that is an address of the node itself')
  if (settings.reversePathFilter === 0) return undefined
  if (back.type === 'UNKNOWN') return undefined
  const fits = back.type === 'UNICAST' && back.device === interfaceName
  if (fits || (settings.reversePathFilter === 2 && back.type === 'UNICAST')) return undefined
  return { reason: 'reverse path filter (rp_filter): the way back is another' }
}
