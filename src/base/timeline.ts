import type { Clock, InstantMs } from './clock.ts'
import { invariant } from './invariant.ts'

/** Something that is to happen, unless it is cancelled before. */
export interface Timer {
  readonly atMs: InstantMs
  cancel(): void
}

class Entry implements Timer {
  readonly atMs: InstantMs
  readonly sequence: number
  action: (() => void) | undefined

  constructor(atMs: InstantMs, sequence: number, action: () => void) {
    this.atMs = atMs
    this.sequence = sequence
    this.action = action
  }

  cancel(): void {
    this.action = undefined
  }
}

/**
 * Virtual time and what is to happen in it: a binary heap of actions, in the order of their instants, and of
 * asking where those are equal. Asking and taking cost O(log n). Time stands still unless somebody plays it.
 */
export class Timeline implements Clock {
  readonly #heap: Entry[] = []
  #nowMs: InstantMs
  #sequence = 0
  /** How far whoever plays now wants to go. */
  #untilMs: InstantMs = Number.NEGATIVE_INFINITY

  constructor(startMs: InstantMs = 0) {
    this.#nowMs = startMs
  }

  nowMs(): InstantMs {
    return this.#nowMs
  }

  /** What is asked for in the past happens now. */
  at(atMs: InstantMs, action: () => void): Timer {
    invariant(!Number.isNaN(atMs), 'an instant is a number')
    const entry = new Entry(Math.max(atMs, this.#nowMs), this.#sequence, action)
    this.#sequence += 1
    this.#heap.push(entry)
    this.#rise(this.#heap.length - 1)
    return entry
  }

  after(delayMs: number, action: () => void): Timer {
    return this.at(this.#nowMs + delayMs, action)
  }

  /** When the next action is due; undefined: nothing is left. */
  nextMs(): InstantMs | undefined {
    let [first] = this.#heap
    while (first !== undefined && first.action === undefined) {
      this.#takeFirst()
      first = this.#heap[0]
    }
    return first?.atMs
  }

  /** Moves to the next action and plays it; false when none is left. */
  step(): boolean {
    if (this.nextMs() === undefined) return false
    const first = this.#takeFirst()
    this.#nowMs = first.atMs
    const { action } = first
    first.action = undefined
    action?.()
    return true
  }

  /** Plays all that is due up to this instant, itself included, and stands there. */
  runTo(atMs: InstantMs): void {
    const before = this.#untilMs
    this.#untilMs = atMs
    try {
      for (let next = this.nextMs(); next !== undefined && next <= atMs; next = this.nextMs())
        this.step()
    } finally {
      this.#untilMs = before
    }
    if (atMs > this.#nowMs) this.#nowMs = atMs
  }

  /**
   * For an action that would ask to be played again at `atMs`: true if nothing else is due up to then, and time has
   * moved there, so that it may go on at once. False: nothing has changed.
   */
  advance(atMs: InstantMs): boolean {
    if (atMs > this.#untilMs) return false
    const next = this.nextMs()
    if (next !== undefined && next <= atMs) return false
    if (atMs > this.#nowMs) this.#nowMs = atMs
    return true
  }

  #takeFirst(): Entry {
    const first = this.#heap[0]
    const last = this.#heap.pop()
    invariant(first !== undefined && last !== undefined, 'there is a first entry')
    if (this.#heap.length > 0) {
      this.#heap[0] = last
      this.#sink()
    }
    return first
  }

  #rise(from: number): void {
    const heap = this.#heap
    const entry = heap[from]
    if (entry === undefined) return
    let index = from
    while (index > 0) {
      const parentIndex = (index - 1) >> 1
      const parent = heap[parentIndex]
      if (parent === undefined || !isBefore(entry, parent)) break
      heap[index] = parent
      index = parentIndex
    }
    heap[index] = entry
  }

  #sink(): void {
    const heap = this.#heap
    const [entry] = heap
    if (entry === undefined) return
    let index = 0
    for (;;) {
      let childIndex = index * 2 + 1
      let child = heap[childIndex]
      const right = heap[childIndex + 1]
      if (child === undefined) break
      if (right !== undefined && isBefore(right, child)) {
        child = right
        childIndex += 1
      }
      if (!isBefore(child, entry)) break
      heap[index] = child
      index = childIndex
    }
    heap[index] = entry
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.sequence < other.sequence)
}
