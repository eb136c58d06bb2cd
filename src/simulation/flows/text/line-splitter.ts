/** What a line may have; a longer one is no line of a flow. */
export const lineBytesMax = 65_536

export interface Line {
  /** Counts from 1. */
  readonly number: number
  /** Undefined: it was too long, and is not kept. */
  readonly text: string | undefined
}

const newline = 10

/** Makes lines of pieces; holds no more than one unfinished line. */
export class LineSplitter {
  #rest: Buffer = Buffer.alloc(0)
  #number = 0
  #isTooLong = false

  push(piece: Buffer): readonly Line[] {
    const lines: Line[] = []
    let start = 0
    for (let end = piece.indexOf(newline); end >= 0; end = piece.indexOf(newline, start)) {
      lines.push(this.#finish(piece.subarray(start, end)))
      start = end + 1
    }
    this.#keep(piece.subarray(start))
    return lines
  }

  /** The last line, where it did not end with a newline. */
  end(): readonly Line[] {
    if (this.#rest.length === 0 && !this.#isTooLong) return []
    return [this.#finish(Buffer.alloc(0))]
  }

  #finish(end: Buffer): Line {
    this.#keep(end)
    this.#number += 1
    const text = this.#isTooLong
      ? undefined
      : this.#rest.toString('utf8').replace(/^\uFEFF|\r$/g, '')
    this.#rest = Buffer.alloc(0)
    this.#isTooLong = false
    return { number: this.#number, text }
  }

  #keep(part: Buffer): void {
    if (this.#rest.length + part.length > lineBytesMax) {
      this.#isTooLong = true
      this.#rest = Buffer.alloc(0)
    } else if (!this.#isTooLong)
      this.#rest = this.#rest.length === 0 ? part : Buffer.concat([this.#rest, part])
  }
}
