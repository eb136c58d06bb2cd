import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { Chance } from './chance.ts'

/**
 * xoroshiro128+ starts from a state of almost only zeros and ones: its first draws follow the seed, and of
 * a thousand small seeds not one would begin with a low number. After these draws seeds are unrelated.
 */
const drawsThrownAway = 16

/** Chance drawn from one seed: the same seed gives the same draws, on every machine. */
export function createSeededChance(seed: number): Chance {
  const generator = xoroshiro128plus(seed)
  for (let n = 0; n < drawsThrownAway; n += 1) generator.next()
  const below = (n: number) => {
    if (n <= 1) return 0
    // What `uniformInt` comes to where every draw is one of a power of two: `-m statistic` asks of 2^31, packet after packet.
    if (n <= 0x8000_0000 && (n & (n - 1)) === 0) return generator.next() & (n - 1)
    return uniformInt(generator, 0, n - 1)
  }
  return {
    happens: (numerator, denominator) => below(denominator) < numerator,
    below,
    anyOf: below,
    // What is not modelled is taken not to match, as if its rule were not there; a trace says so.
    unknown: () => false,
  }
}
