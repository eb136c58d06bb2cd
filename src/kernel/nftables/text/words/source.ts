import { UserError } from '../../../../base/user-error.ts'

/** Where nft finds fault, which decides what is reported first: it reads all, then evaluates all, then asks the kernel. */
export type FaultPhase = 'syntax' | 'evaluation' | 'kernel' | 'validation'

/** A text with a name; turns offsets into lines and columns only when something is wrong. */
export class Source {
  readonly file: string
  readonly text: string

  constructor(file: string, text: string) {
    this.file = file
    this.text = text
  }

  position(offset: number): { file: string; line: number; column: number } {
    let line = 1
    let lineStart = 0
    for (
      let at = this.text.indexOf('\n');
      at >= 0 && at < offset;
      at = this.text.indexOf('\n', at + 1)
    ) {
      line += 1
      lineStart = at + 1
    }
    return { file: this.file, line, column: offset - lineStart + 1 }
  }
}

/** nft's refusal of a text. */
export class NftError extends UserError {
  readonly phase: FaultPhase
  readonly offset: number

  constructor(phase: FaultPhase, reason: string, source: Source, offset: number) {
    const message =
      phase === 'kernel' || phase === 'validation' ? `Could not process rule: ${reason}` : reason
    super('E_NFT', message, source.position(offset))
    this.phase = phase
    this.offset = offset
  }
}
