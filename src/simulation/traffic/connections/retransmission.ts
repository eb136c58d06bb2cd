import type { TrafficSettings } from '../traffic-settings.ts'

/** TCP_TIMEOUT_INIT, TCP_RTO_MIN and TCP_RTO_MAX of include/net/tcp.h. */
const initialMs = 1_000
const leastMs = 200
const mostMs = 120_000

/**
 * How long a SYN waits for its answer, the first one being number 0: with tcp_syn_linear_timeouts = 4 it is sent again
 * after 1, 2, 3, 4, 5, 7, 11 … s, with 0 after 1, 3, 7, 15 … s (Documentation/networking/ip-sysctl.rst).
 */
export function synWaitMs(number: number, { synLinearTimeouts }: TrafficSettings): number {
  return Math.min(mostMs, initialMs * 2 ** Math.max(0, number - synLinearTimeouts))
}

/** The number of the last SYN (tcp_write_timeout: linear ones come on top of tcp_syn_retries). */
export function lastSyn({ synRetries, synLinearTimeouts }: TrafficSettings): number {
  return synRetries + synLinearTimeouts
}

/** How long data waits for its acknowledgement, in a network where packets take no time. */
export function dataWaitMs(number: number): number {
  return Math.min(mostMs, leastMs * 2 ** number)
}

/**
 * When TCP gives up on data, counted from its first sending (tcp_model_timeout): 924.6 s for tcp_retries2 = 15.
 */
export function dataGivesUpAfterMs({ dataRetries }: TrafficSettings): number {
  let sum = 0
  for (let number = 0; number <= dataRetries; number += 1) sum += dataWaitMs(number)
  return sum
}
