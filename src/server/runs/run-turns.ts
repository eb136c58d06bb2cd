import type { RunProgress } from '../messages.ts'

/** A run, as far as taking turns with others is concerned. */
export interface TurnTaker {
  readonly run: string
  readonly progress: RunProgress
  /** Real time since when it has its thread, or was last told something. */
  readonly sinceMs: number
}

/**
 * Which runs are to give their threads to so many that wait: those that are paused or play at a speed, that is, wait themselves most of the
 * time, and had a thread for a whole turn undisturbed; the longest first. A run that plays as fast as it goes ends by itself.
 */
export function whoGivesWay(
  runs: readonly TurnTaker[],
  waiting: number,
  { nowMs, turnMs }: { readonly nowMs: number; readonly turnMs: number },
): string[] {
  return runs
    .filter(({ progress, sinceMs }) => isResting(progress) && nowMs - sinceMs >= turnMs)
    .sort((a, b) => a.sinceMs - b.sinceMs)
    .slice(0, waiting)
    .map(({ run }) => run)
}

function isResting({ status, speed }: RunProgress): boolean {
  return status === 'paused' || (status === 'running' && speed !== undefined)
}
