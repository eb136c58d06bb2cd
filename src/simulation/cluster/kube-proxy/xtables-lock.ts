import type { Timeline, Timer } from '../../../base/timeline.ts'

/** How long kube-proxy's iptables commands wait for it: `-w 5` (pkg/util/iptables WaitSecondsValue). */
export const xtablesLockWaitMs = 5_000

/** A node's /run/xtables.lock, as far as somebody else than kube-proxy holds it. */
export class XtablesLock {
  readonly #timeline: Timeline
  readonly #waiting = new Set<() => void>()
  #isHeld = false

  constructor(timeline: Timeline) {
    this.#timeline = timeline
  }

  get isHeld(): boolean {
    return this.#isHeld
  }

  hold(): void {
    this.#isHeld = true
  }

  release(): void {
    this.#isHeld = false
    for (const take of [...this.#waiting]) take()
  }

  /** Calls `then` once it is free, or when the wait was in vain. */
  wait(then: (hasIt: boolean) => void): Pick<Timer, 'cancel'> {
    const end = (hasIt: boolean) => {
      this.#waiting.delete(take)
      timer.cancel()
      then(hasIt)
    }
    const take = () => end(true)
    const timer = this.#timeline.after(xtablesLockWaitMs, () => end(false))
    this.#waiting.add(take)
    return {
      cancel: () => {
        this.#waiting.delete(take)
        timer.cancel()
      },
    }
  }
}
