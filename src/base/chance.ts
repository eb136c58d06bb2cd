/**
 * Chance, as an argument. A seeded implementation draws; an enumerating one (`enumerate-chances.ts`)
 * takes every branch in turn and knows each one's exact probability; a scripted one repeats a branch.
 */
export interface Chance {
  /** Yes with probability `numerator / denominator` (`-m statistic`: threshold / 2^31). */
  happens(numerator: number, denominator: number): boolean
  /** One of 0 … n−1, evenly (`numgen random mod n`, an even choice between backends). */
  below(n: number): number
  /** One of 0 … n−1 that nobody tells apart: a random source port. Never enumerated. */
  anyOf(n: number): number
  /** What the emulator cannot know (a match it does not model). Enumerated: both answers are possible. */
  unknown(question: string): boolean
}
