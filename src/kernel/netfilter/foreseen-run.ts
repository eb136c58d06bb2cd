import type { Packet } from '../../packet/packet.ts'
import type { HookContext, Verdict } from './hook.ts'
import type { Visits } from './visits.ts'

/** A rule, a policy, a counter statement. */
export interface PacketCounter {
  packets: number
  bytes: number
}

/** What a hook function does with each packet of a class: it may translate it, never stop it. Nothing is journaled or traced. */
export type PacketAction = (packet: Packet, context: HookContext) => void

/**
 * What a hook function does with every packet of a class, whichever it is: with all that have the state of the
 * connection, mark, protocol and interfaces in common. It changes nothing but counters, unless
 * there are actions.
 */
export interface ForeseenRun {
  readonly verdict: Verdict
  readonly counters: readonly PacketCounter[]
  /** As in `Visits`. */
  readonly rules: number
  readonly nftRules: number
  readonly chainJumps: number
  readonly setLookups: number
  /** Nearly always none. */
  readonly actions: readonly PacketAction[]
}

/** The packet passes, and nobody counts it. */
export const noticedByNobody: Omit<ForeseenRun, 'verdict'> = {
  counters: [],
  rules: 0,
  nftRules: 0,
  chainJumps: 0,
  setLookups: 0,
  actions: [],
}

/** Counts one packet more, as the function itself would have. */
export function countForeseen(run: ForeseenRun, lengthBytes: number, visits: Visits): void {
  const { counters } = run
  for (let index = 0; index < counters.length; index += 1) {
    const counter = counters[index] as PacketCounter
    counter.packets += 1
    counter.bytes += lengthBytes
  }
  visits.rules += run.rules
  visits.nftRules += run.nftRules
  visits.chainJumps += run.chainJumps
  visits.setLookups += run.setLookups
}

/** Several functions one after the other, all of which let the packet pass. */
export function joinForeseen(runs: readonly ForeseenRun[], verdict: Verdict): ForeseenRun {
  const sum = (count: (run: ForeseenRun) => number) =>
    runs.reduce((total, run) => total + count(run), 0)
  return {
    verdict,
    counters: runs.flatMap(({ counters }) => counters),
    rules: sum(({ rules }) => rules),
    nftRules: sum(({ nftRules }) => nftRules),
    chainJumps: sum(({ chainJumps }) => chainJumps),
    setLookups: sum(({ setLookups }) => setLookups),
    actions: runs.flatMap(({ actions }) => actions),
  }
}
