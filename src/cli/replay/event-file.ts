import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { UserError } from '../../base/user-error.ts'

const chunkCharacters = 1 << 16

/** Lines that are written beside the file, and take its place once all of them are there. */
export class EventFile {
  readonly #file: string
  readonly #partFile: string
  readonly #descriptor: number
  #chunk: string[] = []
  #characters = 0

  /** @throws UserError E_FILE */
  constructor(file: string) {
    this.#file = file
    this.#partFile = `${file}.part`
    this.#descriptor = attempt(file, () => openSync(this.#partFile, 'w'))
  }

  /** As one line of JSON. */
  add(value: unknown): void {
    const line = `${JSON.stringify(value)}\n`
    this.#chunk.push(line)
    this.#characters += line.length
    if (this.#characters >= chunkCharacters) this.#flush()
  }

  finish(): void {
    this.#flush()
    closeSync(this.#descriptor)
    attempt(this.#file, () => renameSync(this.#partFile, this.#file))
  }

  /** Leaves nothing half done. */
  discard(): void {
    closeSync(this.#descriptor)
    rmSync(this.#partFile, { force: true })
  }

  #flush(): void {
    attempt(this.#file, () => writeSync(this.#descriptor, this.#chunk.join('')))
    this.#chunk = []
    this.#characters = 0
  }
}

function attempt<T>(file: string, write: () => T): T {
  try {
    return write()
  } catch (error) {
    throw new UserError('E_FILE', `cannot be written: ${(error as Error).message}`, { file })
  }
}
