/** What a step of the harness reports. */
export interface Outcome {
  /** `address:port` of the server. */
  readonly reached: string | null
  /** The errno's name. */
  readonly error?: string
  /** False: the server got it, but its answer did not come back. */
  readonly answered?: boolean
}

/** A socket of the harness. */
export interface Conversation {
  open(timeoutMs: number): Outcome
  send(timeoutMs: number): Outcome
  /** `fin`, `rst`, `half` (only the client's direction) or `server` (which closes first). */
  close(how: string): void
}
