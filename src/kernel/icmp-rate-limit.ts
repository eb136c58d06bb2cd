import type { InstantMs } from '../base/clock.ts'
import type { Journal } from '../base/journal.ts'
import type { Address } from '../packet/address.ts'

interface Bucket {
  tokensMs: number
  atMs: InstantMs
}

/** XRLIM_BURST_FACTOR: a peer that was quiet may get so many in a row. */
const burst = 6
/** net.ipv4.icmp_ratemask, 6168: unreachable, source quench, time exceeded, parameter problem. */
const limitedTypes = new Set([3, 4, 11, 12])

/**
 * At most one ICMP error to a peer in `net.ipv4.icmp_ratelimit` ms, six after a pause (inet_peer_xrlim_allow).
 * The limit over all peers (icmp_msgs_per_sec) is not modelled.
 */
export class IcmpRateLimit {
  readonly #buckets = new Map<Address, Bucket>()

  allows(
    peer: Address,
    type: number,
    limitMs: number,
    nowMs: InstantMs,
    journal: Journal | undefined,
  ): boolean {
    const limited = typeof peer === 'number' ? limitedTypes.has(type) : type < 128
    if (limitMs <= 0 || !limited) return true
    const before = this.#buckets.get(peer)
    const full = burst * limitMs
    const tokensMs =
      before === undefined ? full : Math.min(full, before.tokensMs + nowMs - before.atMs)
    const allowed = tokensMs >= limitMs
    this.#buckets.set(peer, { tokensMs: allowed ? tokensMs - limitMs : tokensMs, atMs: nowMs })
    journal?.note(() => {
      if (before === undefined) this.#buckets.delete(peer)
      else this.#buckets.set(peer, before)
    })
    return allowed
  }
}

/** Where the limit stands. Not set, or 0: no limit (the kernel's own default is 1,000 ms). */
export function rateLimitSysctl(peer: Address): string {
  return typeof peer === 'number' ? 'net.ipv4.icmp_ratelimit' : 'net.ipv6.icmp.ratelimit'
}
