import type { FailureReason } from '../events/run-event.ts'

/** What became of one traffic's connections (UDP: exchanges from one socket), without looking at events. */
export interface TrafficCounts {
  /** Retries included. */
  opened: number
  completed: number
  readonly failed: Record<FailureReason, number>
  requestsAnswered: number
  /** Of requests that were answered. */
  answerMsSum: number
  answerMsMax: number
  retries: number
  /** SYNs and data that had to be sent again. */
  retransmissions: number
  /** Datagrams and segments with data from the client, and those that somebody received. */
  requestsSent: number
  requestsArrived: number
}

export function createTrafficCounts(): TrafficCounts {
  return {
    opened: 0,
    completed: 0,
    failed: {
      refused: 0,
      reset: 0,
      'dropped-by-rule': 0,
      blackholed: 0,
      'timed-out': 0,
      'not-sent': 0,
    },
    requestsAnswered: 0,
    answerMsSum: 0,
    answerMsMax: 0,
    retries: 0,
    retransmissions: 0,
    requestsSent: 0,
    requestsArrived: 0,
  }
}
