import type { PortRecord } from './port-record.ts'

/** A block is split when it grows beyond this. */
const recordCountMax = 256

/** Neighbours in the order of the walk. A block that does not change is written again as one text. */
export class RecordBlock {
  readonly records: PortRecord[]
  /** Set since the last `settle`. */
  isChanged = true
  #natRules: string | undefined
  #filterRules: string | undefined

  constructor(records: PortRecord[]) {
    this.records = records
  }

  get natRules(): string {
    this.#natRules ??= this.records.map(({ natRules }) => natRules).join('')
    return this.#natRules
  }

  get filterRules(): string {
    this.#filterRules ??= this.records.map(({ filterRules }) => filterRules).join('')
    return this.#filterRules
  }

  touch(): void {
    this.isChanged = true
    this.#natRules = undefined
    this.#filterRules = undefined
  }

  /** What it holds is written. */
  settle(): void {
    this.isChanged = false
  }
}

/**
 * Port records in the order of their ports' keys, in blocks: a change costs a search and one block, however
 * many there are.
 */
export class RecordBlocks {
  readonly #blocks: RecordBlock[] = []

  inOrder(): readonly RecordBlock[] {
    return this.#blocks
  }

  /** Returns what stood there before. */
  set(record: PortRecord): PortRecord | undefined {
    const { key } = record.plan.port
    const blockIndex = this.#blockFor(key)
    const block = this.#blocks[blockIndex]
    if (block === undefined) {
      this.#blocks.push(new RecordBlock([record]))
      return undefined
    }
    const { records } = block
    const index = lowerBound(records.length, (at) => keyOf(records[at]) < key)
    const before = keyOf(records[index]) === key ? records[index] : undefined
    records.splice(index, before === undefined ? 0 : 1, record)
    block.touch()
    if (records.length > recordCountMax) {
      const upper = new RecordBlock(records.splice(records.length >>> 1))
      this.#blocks.splice(blockIndex + 1, 0, upper)
    }
    return before
  }

  /** Returns what stood there. */
  delete(key: string): PortRecord | undefined {
    const blockIndex = this.#blockFor(key)
    const block = this.#blocks[blockIndex]
    if (block === undefined) return undefined
    const { records } = block
    const index = lowerBound(records.length, (at) => keyOf(records[at]) < key)
    if (keyOf(records[index]) !== key) return undefined
    const [before] = records.splice(index, 1)
    block.touch()
    if (records.length === 0) this.#blocks.splice(blockIndex, 1)
    return before
  }

  /** The last block that starts at or before the key, or the first. */
  #blockFor(key: string): number {
    const above = lowerBound(
      this.#blocks.length,
      (at) => keyOf(this.#blocks[at]?.records[0]) <= key,
    )
    return Math.max(0, above - 1)
  }
}

function keyOf(record: PortRecord | undefined): string {
  return record?.plan.port.key ?? ''
}

/** The first index for which `isBelow` does not hold. */
function lowerBound(length: number, isBelow: (index: number) => boolean): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isBelow(middle)) low = middle + 1
    else high = middle
  }
  return low
}
