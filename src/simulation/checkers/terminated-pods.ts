import type { RunEvent } from '../events/run-event.ts'

/** Answers what is wrong: a connection reached a pod whose processes have ended. */
export class TerminatedPodsChecker {
  readonly #gone = new Set<string>()

  observe(event: RunEvent): string | undefined {
    if (event.kind === 'pod-gone') this.#gone.add(event.pod)
    // A StatefulSet's pod comes back under its name.
    if (event.kind === 'pod-created' || event.kind === 'pod-started') this.#gone.delete(event.pod)
    if (event.kind !== 'endpoint-chosen' || event.pod === undefined) return undefined
    if (!this.#gone.has(event.pod)) return undefined
    return `connection ${event.connection} reached ${event.pod}, which is gone`
  }
}
