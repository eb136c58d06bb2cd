/** What came of holding one recording against the emulator. */
export interface Verification {
  /** As the user named it. */
  readonly file: string
  /** States, or sequences. */
  readonly cases: number
  /** Texts and tables compared. */
  readonly facts: number
  readonly packets: number
  readonly disagreements: readonly Disagreement[]
  /** What the emulator does not hold yet, by name, with how often it came up; not compared. */
  readonly notEmulated: Readonly<Record<string, number>>
  /** The emulator's own answers, in the recording's format; lines of JSON, or one document. */
  readonly answers: readonly string[]
}

export interface Disagreement {
  /** The case's own name: `state/12`. */
  readonly caseName: string
  /** What differs, and where: `step 2, iptables.restore, line 17`. */
  readonly where: string
  readonly expected: string
  readonly actual: string
}

/** Reads a recording of one kind. Gets the whole text, uncompressed. */
export interface RecordingReader {
  readonly kind: 'kube-proxy' | 'netfilter' | 'ipvs' | 'ipvs-mode'
  /** Whether this first line (or whole document) is of this kind. */
  recognises(document: unknown): boolean
  /** @throws UserError E_RECORDING */
  verify(file: string, text: string, options: VerifyOptions): Verification
}

export interface VerifyOptions {
  /** Collect `answers`. */
  readonly answers: boolean
  /** Called after each case, for progress. */
  readonly onCase?: (done: number) => void
}
