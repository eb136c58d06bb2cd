import type { Chance } from './chance.ts'
import { createSeededChance } from './seeded-chance.ts'

const seeds = 2 ** 31

/** Chance for many, one stream for each name: what one draws does not shift what another one gets. */
export class ChanceStreams {
  readonly #base: number

  constructor(chance: Chance) {
    this.#base = chance.anyOf(seeds)
  }

  /** From its beginning, whenever it is asked for. */
  of(name: string): Chance {
    let hash = this.#base ^ 0x811c9dc5
    for (let index = 0; index < name.length; index += 1) {
      hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193)
      hash ^= hash >>> 15
    }
    return createSeededChance(Math.imul(hash ^ (hash >>> 13), 0x5bd1e995) >>> 1)
  }
}
