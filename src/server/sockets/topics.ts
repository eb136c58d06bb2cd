import type { Topic } from '../messages.ts'
import { EventLog, type EventLogLimits } from './event-log.ts'

/** Enough for a reader to be away for a while; 8 MB a topic at most. */
const logLimits: EventLogLimits = { events: 20_000, bytes: 8 * 1024 * 1024 }

/** The logs of all topics, by `cluster shop` or `run 7`. */
export class Topics {
  readonly #logs = new Map<string, EventLog>()
  readonly #onEnd = new Map<string, Set<(reason: string) => void>>()

  open(topic: Topic): EventLog {
    const log = new EventLog(topic, logLimits)
    this.#logs.set(keyOf(topic), log)
    return log
  }

  find(topic: Topic): EventLog | undefined {
    return this.#logs.get(keyOf(topic))
  }

  append(topic: Topic, events: readonly string[]): void {
    if (events.length > 0) this.find(topic)?.append(events)
  }

  /** Tells those that listen to it why it ends. */
  close(topic: Topic, reason: string): void {
    const key = keyOf(topic)
    this.#logs.delete(key)
    for (const listener of this.#onEnd.get(key) ?? []) listener(reason)
    this.#onEnd.delete(key)
  }

  onEnd(topic: Topic, listener: (reason: string) => void): () => void {
    const key = keyOf(topic)
    const listeners = this.#onEnd.get(key) ?? new Set()
    this.#onEnd.set(key, listeners.add(listener))
    return () => listeners.delete(listener)
  }
}

export function keyOf(topic: Topic): string {
  return topic.kind === 'cluster' ? `cluster ${topic.cluster}` : `run ${topic.run}`
}
