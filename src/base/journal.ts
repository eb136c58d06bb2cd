/**
 * Undo log of the node's state. While a journal is there, whoever changes state that outlives the
 * packet (counters, recent tables, set elements, connections, scheduler state) first notes how to take the change
 * back. That is how every possible fate of a packet is tried without any of them happening.
 */
export class Journal {
  readonly #undo: (() => void)[] = []

  note(undo: () => void): void {
    this.#undo.push(undo)
  }

  /** Takes everything back, newest first. The journal is empty afterwards. */
  rollBack(): void {
    for (let undo = this.#undo.pop(); undo !== undefined; undo = this.#undo.pop()) undo()
  }
}
