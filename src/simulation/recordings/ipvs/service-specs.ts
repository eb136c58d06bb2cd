import { UserError } from '../../../base/user-error.ts'
import { plainServer, type RealServerDefinition } from '../../../kernel/ipvs/model/real-server.ts'
import { isSchedulerName } from '../../../kernel/ipvs/model/scheduler-name.ts'
import {
  type VirtualServerKey,
  type VirtualServerOptions,
  wholeNetmask,
} from '../../../kernel/ipvs/model/virtual-server.ts'
import { schedulerFlagNames } from '../../../kernel/ipvs/text/ipvsadm-words.ts'
import { familyOf, parseAddress } from '../../../packet/address.ts'
import { protocolNumber } from '../../../packet/protocol.ts'
import type { ServerSpec, ServiceSpec } from './recording.ts'

/** tcp where nothing is said. @throws UserError E_RECORDING */
export function protocolOfSpec(name: string | undefined): number {
  const known = { tcp: protocolNumber.tcp, udp: protocolNumber.udp, sctp: protocolNumber.sctp }
  const number = known[(name ?? 'tcp') as keyof typeof known]
  if (number === undefined)
    throw new UserError('E_RECORDING', `"${name}" is no protocol (expected tcp, udp or sctp)`)
  return number
}

/** @throws UserError E_ADDRESS, E_RECORDING */
export function keyOfSpec(spec: ServiceSpec): VirtualServerKey {
  if (spec.fwmark !== undefined && spec.fwmark !== null)
    return { kind: 'mark', mark: spec.fwmark, family: spec.ipv6 === true ? 'IPv6' : 'IPv4' }
  return {
    kind: 'address',
    protocol: protocolOfSpec(spec.proto),
    address: parseAddress(spec.vip ?? ''),
    port: spec.port ?? 0,
  }
}

/** @throws UserError E_IPVS for a scheduler or flag that there is not */
export function optionsOfSpec(spec: ServiceSpec): VirtualServerOptions {
  const scheduler = spec.scheduler ?? 'wlc'
  if (!isSchedulerName(scheduler))
    throw new UserError('E_IPVS', `Scheduler or persistence engine not found: "${scheduler}"`)
  const key = keyOfSpec(spec)
  const family = key.kind === 'mark' ? key.family : familyOf(key.address)
  const persistent = spec.persistent === 0 ? undefined : spec.persistent
  return {
    scheduler,
    schedulerFlags: flagsOf(scheduler, spec.flags),
    persistentSeconds: persistent,
    netmask:
      persistent === undefined || spec.netmask === undefined
        ? wholeNetmask(family)
        : netmaskOf(spec.netmask),
    onePacket: spec.ops === true,
  }
}

/** @throws UserError E_ADDRESS */
export function serverOfSpec(
  spec: ServerSpec,
  service: ServiceSpec,
  weight: number | undefined,
): RealServerDefinition {
  return {
    ...plainServer,
    address: parseAddress(spec.ip),
    port: spec.port ?? service.port ?? 0,
    weight: weight ?? spec.weight ?? 1,
    upperThreshold: spec.upper ?? 0,
    lowerThreshold: spec.lower ?? 0,
  }
}

function flagsOf(scheduler: string, flags: ServiceSpec['flags']): number {
  const names = typeof flags === 'string' ? flags.split(',') : (flags ?? [])
  const known = schedulerFlagNames(scheduler)
  return names
    .filter((name) => name !== '')
    .reduce((bits, name) => {
      const bit = known[name]
      if (bit === undefined) throw new UserError('E_IPVS', `incompatible scheduler flag \`${name}'`)
      return bits | bit
    }, 0)
}

function netmaskOf(netmask: string | number): number {
  const address =
    typeof netmask === 'string' && netmask.includes('.') ? parseAddress(netmask) : undefined
  return typeof address === 'number' ? address : Number(netmask)
}
