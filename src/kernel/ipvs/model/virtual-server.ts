import type { Address, Family } from '../../../packet/address.ts'
import { familyOf, formatEndpoint } from '../../../packet/address.ts'
import type { Scheduler } from '../schedulers/scheduler.ts'
import type { RealServer } from './real-server.ts'
import type { SchedulerName } from './scheduler-name.ts'

export type VirtualServerKey =
  | {
      readonly kind: 'address'
      /** IANA number: 6, 17 or 132. */
      readonly protocol: number
      readonly address: Address
      /** 0: every port that has no virtual server of its own; persistent ones only. */
      readonly port: number
    }
  | { readonly kind: 'mark'; readonly mark: number; readonly family: Family }

/** Bits of include/uapi/linux/ip_vs.h (IP_VS_SVC_F_*). What 1, 2, 3 mean is the scheduler's affair. */
export const serviceFlag = {
  persistent: 0x1,
  hashed: 0x2,
  onePacket: 0x4,
  scheduler1: 0x8,
  scheduler2: 0x10,
  scheduler3: 0x20,
  /** sh and mh: another server if the one that the hash gives refuses. */
  fallback: 0x8,
  /** sh and mh: the source port is hashed too. */
  port: 0x10,
} as const

export interface VirtualServerOptions {
  readonly scheduler: SchedulerName
  /** `serviceFlag.scheduler1` … `scheduler3`, or 0. */
  readonly schedulerFlags: number
  /** How long a client stays with its server; undefined: not persistent. */
  readonly persistentSeconds: number | undefined
  /** Clients of one network count as one. IPv4: the mask as a number; IPv6: the length, 1 … 128. */
  readonly netmask: number
  /** `--ops`, UDP only: every packet is scheduled anew. */
  readonly onePacket: boolean
}

/** A virtual server, its real ones in the kernel's order: the one added last first (struct ip_vs_service). */
export class VirtualServer {
  // What every new connection asks of it stands first, side by side in memory.
  /** As netlink gives them, `serviceFlag`. */
  flags = 0
  /** 0: found by address. */
  readonly mark: number
  /** 0 for a mark. */
  readonly port: number
  scheduler: Scheduler
  servers: readonly RealServer[] = []
  readonly key: VirtualServerKey
  readonly family: Family
  /** 6 for a mark, as ipvsadm sets it; nothing uses it. */
  readonly protocol: number
  /** Counts up: which of two was added later. */
  readonly serial: number
  #options: VirtualServerOptions

  constructor(
    key: VirtualServerKey,
    serial: number,
    options: VirtualServerOptions,
    scheduler: Scheduler,
  ) {
    this.key = key
    this.serial = serial
    this.family = key.kind === 'mark' ? key.family : familyOf(key.address)
    this.protocol = key.kind === 'mark' ? 6 : key.protocol
    this.port = key.kind === 'mark' ? 0 : key.port
    this.mark = key.kind === 'mark' ? key.mark : 0
    this.#options = options
    this.flags = flagsOf(options)
    this.scheduler = scheduler
  }

  get options(): VirtualServerOptions {
    return this.#options
  }

  set options(options: VirtualServerOptions) {
    this.#options = options
    this.flags = flagsOf(options)
  }
}

function flagsOf({ persistentSeconds, onePacket, schedulerFlags }: VirtualServerOptions): number {
  return (
    serviceFlag.hashed |
    (persistentSeconds === undefined ? 0 : serviceFlag.persistent) |
    (onePacket ? serviceFlag.onePacket : 0) |
    schedulerFlags
  )
}

/** No bit of the client's address is masked. */
export function wholeNetmask(family: Family): number {
  return family === 'IPv4' ? 0xffffffff : 128
}

/** One text a virtual server: the key of a `Map`. */
export function textOfKey(key: VirtualServerKey): string {
  return key.kind === 'mark'
    ? `mark ${key.mark} ${key.family}`
    : `${protocolWord(key.protocol)} ${formatEndpoint(key.address, key.port)}`
}

export function protocolWord(protocol: number): string {
  switch (protocol) {
    case 0:
      return 'IP'
    case 6:
      return 'TCP'
    case 17:
      return 'UDP'
    case 132:
      return 'SCTP'
    default:
      return `IP_${protocol}`
  }
}
