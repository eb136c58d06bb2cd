import { type FileHandle, open } from 'node:fs/promises'
import { crc32 } from 'node:zlib'

/** Two places, written in turn: a write that is cut off leaves the other as it was. */
const slotBytes = 32
const slotCount = 2

/**
 * How many writes the store has acknowledged, in a file of its own. LevelDB cannot tell a last record that was damaged
 * from one that was never finished, and passes over both without a word; this number tells.
 */
export class WriteCounter {
  readonly #file: FileHandle

  private constructor(file: FileHandle) {
    this.#file = file
  }

  static async open(path: string): Promise<WriteCounter> {
    return new WriteCounter(await open(path, 'r+').catch(() => open(path, 'w+')))
  }

  /** 0: none, or nobody knows. */
  async read(): Promise<number> {
    const bytes = Buffer.alloc(slotBytes * slotCount)
    await this.#file.read(bytes, 0, bytes.length, 0)
    const slots = Array.from({ length: slotCount }, (_, slot) =>
      readSlot(bytes.subarray(slot * slotBytes, (slot + 1) * slotBytes)),
    )
    return Math.max(...slots)
  }

  /** Has reached the disk when the promise is fulfilled. */
  async write(count: number): Promise<void> {
    const slot = Buffer.from(slotText(count))
    await this.#file.write(slot, 0, slot.length, (count % slotCount) * slotBytes)
    await this.#file.datasync()
  }

  /** Begins anew. */
  async reset(): Promise<void> {
    await this.#file.truncate(0)
    await this.#file.datasync()
  }

  async close(): Promise<void> {
    await this.#file.close()
  }
}

function slotText(count: number): string {
  const digits = String(count).padStart(16, '0')
  return `${digits} ${crc32(digits).toString(16).padStart(8, '0')}\n`.padEnd(slotBytes, '\n')
}

function readSlot(bytes: Buffer): number {
  const [digits = '', sum] = bytes.toString('latin1').trim().split(' ')
  return crc32(digits).toString(16).padStart(8, '0') === sum ? Number(digits) : 0
}
