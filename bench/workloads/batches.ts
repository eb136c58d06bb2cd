import { Bench } from 'tinybench'

/** Milliseconds a batch. */
export interface BatchTimes {
  readonly bestMs: number
  readonly medianMs: number
  /** Median of the distances from the median. */
  readonly spreadMs: number
}

/**
 * Times a batch of work by tinybench, `rounds` times after `warmups` that do not count. A batch lasts long enough for the clock
 * (milliseconds); one connection or packet alone does not.
 */
export function timeBatches(
  batch: () => void,
  { rounds, warmups = 1 }: { readonly rounds: number; readonly warmups?: number },
): BatchTimes {
  const bench = new Bench({
    time: 0,
    iterations: rounds,
    warmupTime: 0,
    warmupIterations: warmups,
    throws: true,
  })
  bench.add('batch', batch).runSync()
  const result = bench.tasks[0]?.result
  if (result === undefined || !('latency' in result)) throw new Error('a batch was not timed')
  const { min, p50, mad } = result.latency
  return { bestMs: min, medianMs: p50, spreadMs: mad }
}

/** `1.06 (median 1.10 ± 0.03)`: of one of the `count` things in a batch, in units of `unitMs`. */
export function formatTimes(
  { bestMs, medianMs, spreadMs }: BatchTimes,
  count: number,
  unitMs: number,
  digits = 2,
): string {
  const shown = (ms: number) => (ms / count / unitMs).toFixed(digits)
  return `${shown(bestMs)} (median ${shown(medianMs)} ± ${shown(spreadMs)})`
}

export const microsecondMs = 1e-3
export const nanosecondMs = 1e-6
