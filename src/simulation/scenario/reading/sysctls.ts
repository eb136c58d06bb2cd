import { isUserError, UserError } from '../../../base/user-error.ts'
import { defaultSysctls, setSysctl } from '../../../kernel/ipvs/model/settings.ts'
import { connectionSysctls } from '../../../kernel/netfilter/connections/connection-settings.ts'
import { suggest } from './suggestion.ts'

const ipvsPrefix = 'net.ipv4.vs.'

const known: readonly string[] = [
  ...connectionSysctls,
  'net.netfilter.nf_conntrack_tcp_be_liberal',
  ...Object.keys(defaultSysctls()).map((name) => `${ipvsPrefix}${name}`),
  'net.ipv4.ip_forward',
  'net.ipv6.conf.all.forwarding',
  'net.ipv4.icmp_ratelimit',
  'net.ipv6.icmp.ratelimit',
  ...['route_localnet', 'rp_filter', 'accept_local'].map((name) => `net.ipv4.conf.all.${name}`),
]
const ofInterface = /^net\.ipv4\.conf\.[\w-]+\.(route_localnet|rp_filter|accept_local)$/

/**
 * That a node's kernel heeds this sysctl (dots or slashes), and takes this value.
 * @throws UserError E_SCENARIO, E_IPVS without a position
 */
export function checkSysctl(written: string, value: string): void {
  const name = written.replaceAll('/', '.')
  if (!/^\d{1,10}$/.test(value))
    throw new UserError('E_SCENARIO', `"${value}" is no value of ${name}, expected a whole number`)
  if (known.includes(name) || ofInterface.test(name)) return
  if (!name.startsWith(ipvsPrefix) || isUnknownToIpvs(name))
    throw new UserError(
      'E_SCENARIO',
      `no sysctl "${written}" that is emulated${suggestNear(name)} (IPVS, conntrack and forwarding are)`,
    )
  // Some the kernel has and the emulator does not hold; their default changes nothing.
  if (!setSysctl(defaultSysctls(), name, value))
    throw new UserError('E_SCENARIO', `${name} is not emulated, only its default is taken`)
}

function isUnknownToIpvs(name: string): boolean {
  try {
    setSysctl(defaultSysctls(), name, '0')
    return false
  } catch (error) {
    if (isUserError(error)) return true
    throw error
  }
}

/** By the last word, as all the others are alike. */
function suggestNear(name: string): string {
  const folder = name.slice(0, name.lastIndexOf('.') + 1)
  const siblings = known.flatMap((one) =>
    folder !== '' && one.startsWith(folder) ? one.slice(folder.length) : [],
  )
  return suggest(name.slice(folder.length), siblings) || suggest(name, known)
}
