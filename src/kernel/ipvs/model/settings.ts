import { UserError } from '../../../base/user-error.ts'

/** What differs between kernels. */
export interface IpvsKernel {
  /**
   * lc, wlc, lblc, lblcr: cost = active · F + inactive. 256 up to 6.1.177 at least; 257 where the kernel counts all
   * connections in place of the inactive ones (active · 256 + total; 6.1.187 and later, also 6.12.107).
   */
  readonly activeFactor: 256 | 257
  /** Removing a server drops its connections at once if expire_nodest_conn=1 (5.9 and later). */
  readonly dropsNodestAtOnce: boolean
  /**
   * How many ticks after the removal: the kernel's work queue takes 1 or 2. 0: before the next packet, whenever that
   * comes, which suits whoever lets no time pass between.
   */
  readonly nodestDelayTicks: number
  /** A reused port is dropped once only if its conntrack entry is an old one (5.9 and later); before, always. */
  readonly dropsOldConntrackOnly: boolean
  /** A SYN to a server of weight 0 is rescheduled although conn_reuse_mode=0 (5.16 and later). */
  readonly reschedulesQuiesced: boolean
  /** Ticks a second (CONFIG_HZ). Timers fire on them, and late: see `timer-wheel.ts`. */
  readonly hertz: number
  /** Ticks at time 0: where the timer wheel stands then. Differs from boot to boot. */
  readonly bootTicks: number
  /** 0 … 255: the order in which the kernel lists virtual servers. Differs from boot to boot. */
  readonly hashSalt: number
}

export const defaultKernel: IpvsKernel = {
  activeFactor: 257,
  dropsNodestAtOnce: true,
  nodestDelayTicks: 0,
  dropsOldConntrackOnly: true,
  reschedulesQuiesced: true,
  hertz: 250,
  bootTicks: 0,
  hashSalt: 0,
}

/** As kernel `release` (`6.1.170`, `5.4.0-150-generic`) behaves; a text that is no release: the default. */
export function kernelOfRelease(release: string): IpvsKernel {
  const match = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(release)
  if (match === null) return defaultKernel
  const [major, minor, patch] = [match[1], match[2], match[3]].map(Number) as [
    number,
    number,
    number,
  ]
  const version = major * 1000 + minor
  return {
    ...defaultKernel,
    activeFactor: version < 6001 || (version === 6001 && patch < 187) ? 256 : 257,
    dropsNodestAtOnce: version >= 5009,
    dropsOldConntrackOnly: version >= 5009,
    reschedulesQuiesced: version >= 5016,
  }
}

/** `net.ipv4.vs.*`, as Documentation/networking/ipvs-sysctl.rst names them; times in seconds. */
export interface IpvsSysctls {
  conntrack: number
  conn_reuse_mode: number
  expire_nodest_conn: number
  expire_quiescent_template: number
  lblc_expiration: number
  lblcr_expiration: number
  nat_icmp_send: number
  schedule_icmp: number
  sloppy_sctp: number
  sloppy_tcp: number
  snat_reroute: number
}

export function defaultSysctls(): IpvsSysctls {
  return {
    conntrack: 0,
    conn_reuse_mode: 1,
    expire_nodest_conn: 0,
    expire_quiescent_template: 0,
    lblc_expiration: 86_400,
    lblcr_expiration: 86_400,
    nat_icmp_send: 0,
    schedule_icmp: 0,
    sloppy_sctp: 0,
    sloppy_tcp: 0,
    snat_reroute: 1,
  }
}

/**
 * Settings that the kernel has and the emulator does not hold: defence against floods (drop_entry, drop_packet,
 * secure_tcp with their levels), the sync daemon, tunnels. Their defaults change nothing.
 */
const notEmulatedDefaults: Readonly<Record<string, number>> = {
  am_droprate: 10,
  amemthresh: 1024,
  backup_only: 0,
  cache_bypass: 0,
  drop_entry: 0,
  drop_packet: 0,
  ignore_tunneled: 0,
  pmtu_disc: 1,
  run_estimation: 1,
  secure_tcp: 0,
  sync_persist_mode: 0,
  sync_ports: 1,
  sync_qlen_max: 0,
  sync_refresh_period: 0,
  sync_retries: 0,
  sync_sock_size: 0,
  sync_threshold: 3,
  sync_version: 1,
}

/**
 * Sets `net.ipv4.vs.NAME` (also with slashes). False: the kernel has it, the emulator does not hold this value.
 * @throws UserError E_IPVS for a name that IPVS has not, or a value that is no number
 */
export function setSysctl(sysctls: IpvsSysctls, name: string, value: string): boolean {
  const plain = name.replaceAll('/', '.').replace(/^net\.ipv4\.vs\./, '')
  const number = Number(value.trim())
  if (!/^-?\d+$/.test(value.trim()))
    throw new UserError('E_IPVS', `"${value}" is no value of ${name} (expected a number)`)
  if (plain in sysctls) {
    sysctls[plain as keyof IpvsSysctls] = number
    return true
  }
  const unused = notEmulatedDefaults[plain]
  if (unused === undefined)
    throw new UserError('E_IPVS', `IPVS has no setting "${plain}" (expected one of net.ipv4.vs.*)`)
  return unused === number
}
