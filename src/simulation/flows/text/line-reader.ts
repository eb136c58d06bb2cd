import type { BadRecords } from '../bad-records.ts'
import type { RecordedEvent, RecordingReader } from '../recorded-event.ts'
import { LineSplitter, lineBytesMax } from './line-splitter.ts'

/** What a line says: events, or in words what is wrong with it. */
export type LineResult = RecordedEvent | string | undefined

/** Reads a recording line by line. */
export class LineReader implements RecordingReader {
  readonly #splitter = new LineSplitter()
  readonly #records: BadRecords
  readonly #readLine: (text: string, number: number) => LineResult

  /** `readLine` answers undefined for a line that says nothing. */
  constructor(records: BadRecords, readLine: (text: string, number: number) => LineResult) {
    this.#records = records
    this.#readLine = readLine
  }

  push(piece: Buffer): readonly RecordedEvent[] {
    return this.#read(this.#splitter.push(piece))
  }

  end(): readonly RecordedEvent[] {
    return this.#read(this.#splitter.end())
  }

  #read(lines: ReturnType<LineSplitter['push']>): readonly RecordedEvent[] {
    const events: RecordedEvent[] = []
    for (const { text, number } of lines) {
      const result =
        text === undefined
          ? `the line has more than ${lineBytesMax} bytes`
          : text.trim() === ''
            ? undefined
            : this.#readLine(text, number)
      if (typeof result === 'string') this.#records.bad(result, number)
      else if (result !== undefined) events.push(result)
    }
    return events
  }
}
