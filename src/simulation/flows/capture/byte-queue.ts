/** Bytes that come in pieces and are taken in others. What was taken is not kept. */
export class ByteQueue {
  #bytes: Buffer = Buffer.alloc(0)
  #start = 0
  /** Bytes that were taken since the beginning. */
  offset = 0

  get length(): number {
    return this.#bytes.length - this.#start
  }

  push(piece: Buffer): void {
    const left = this.#bytes.subarray(this.#start)
    this.#bytes = left.length === 0 ? piece : Buffer.concat([left, piece])
    this.#start = 0
  }

  /** The next bytes, without taking them; undefined: they have not come yet. */
  peek(length: number): Buffer | undefined {
    return this.length < length
      ? undefined
      : this.#bytes.subarray(this.#start, this.#start + length)
  }

  /** Undefined: they have not come yet, and nothing is taken. */
  take(length: number): Buffer | undefined {
    const bytes = this.peek(length)
    if (bytes === undefined) return undefined
    this.#start += length
    this.offset += length
    return bytes
  }
}
