import { formatAddress, formatEndpoint, type Ipv4 } from '../../../packet/address.ts'
import { protocolNumber } from '../../../packet/protocol.ts'
import { protocolWord, serviceFlag, type VirtualServer } from '../model/virtual-server.ts'

/** `sh-fallback,sh-port`: what the scheduler's flags are called; '' without any (print_sched_flags). */
export function schedulerFlagWords({ options }: VirtualServer): string {
  const { scheduler, schedulerFlags } = options
  return Object.entries(schedulerFlagNames(scheduler))
    .filter(([, bit]) => (schedulerFlags & bit) !== 0)
    .map(([name]) => name)
    .join(',')
}

/** By name, in the order in which they are printed. */
export function schedulerFlagNames(scheduler: string): Readonly<Record<string, number>> {
  if (scheduler === 'sh' || scheduler === 'mh')
    return {
      [`${scheduler}-fallback`]: serviceFlag.fallback,
      [`${scheduler}-port`]: serviceFlag.port,
    }
  return {
    'flag-1': serviceFlag.scheduler1,
    'flag-2': serviceFlag.scheduler2,
    'flag-3': serviceFlag.scheduler3,
  }
}

/** `-t 10.96.0.1:443`, `-f 7 -6`: as commands name a virtual server. */
export function serviceSwitch({ key }: VirtualServer): string {
  if (key.kind === 'mark') return `-f ${key.mark | 0}${key.family === 'IPv6' ? ' -6' : ''}`
  return `${protocolSwitch(key.protocol)} ${formatEndpoint(key.address, key.port)}`
}

/** `TCP  10.96.0.1:443`, `FWM  7 IPv6`: as lists name it. */
export function serviceTitle({ key }: VirtualServer): string {
  if (key.kind === 'mark') return `FWM  ${key.mark | 0}${key.family === 'IPv6' ? ' IPv6' : ''}`
  return `${protocolWord(key.protocol).padEnd(4)} ${formatEndpoint(key.address, key.port)}`
}

/** The netmask's text where it is not the whole address, else undefined. */
export function netmaskText({ family, options }: VirtualServer): string | undefined {
  if (family === 'IPv6') return options.netmask === 128 ? undefined : String(options.netmask)
  return options.netmask >>> 0 === 0xffffffff
    ? undefined
    : formatAddress((options.netmask >>> 0) as Ipv4)
}

function protocolSwitch(protocol: number): string {
  if (protocol === protocolNumber.tcp) return '-t'
  return protocol === protocolNumber.udp ? '-u' : '--sctp-service'
}
