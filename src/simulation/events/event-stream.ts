import type { RunEvent } from './run-event.ts'

/** Takes note of what happens; must not change it. */
export type RunObserver = (event: RunEvent) => void

/** Where a run tells what happens. Observers hear of an event in the order in which they subscribed. */
export class EventStream {
  #observers: readonly RunObserver[] = []

  /** False: nobody listens, and events need not be made. */
  get isObserved(): boolean {
    return this.#observers.length > 0
  }

  emit(event: RunEvent): void {
    for (const observer of this.#observers) observer(event)
  }

  /** Returns what ends the subscription. */
  subscribe(observer: RunObserver): () => void {
    this.#observers = [...this.#observers, observer]
    return () => {
      this.#observers = this.#observers.filter((one) => one !== observer)
    }
  }
}
