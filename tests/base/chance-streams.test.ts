import { describe, expect, it } from 'vitest'
import { ChanceStreams } from '../../src/base/chance-streams.ts'
import { createSeededChance } from '../../src/base/seeded-chance.ts'

const streamsOf = (seed: number) => new ChanceStreams(createSeededChance(seed))
const draws = (streams: ChanceStreams, name: string) => {
  const chance = streams.of(name)
  return Array.from({ length: 20 }, () => chance.below(1_000))
}

describe('streams of chance', () => {
  it('are the same for the same seed and name, whatever others draw', () => {
    const streams = streamsOf(7)
    draws(streams, 'node-2')
    expect(draws(streams, 'node-1')).toEqual(draws(streamsOf(7), 'node-1'))
  })

  it('differ between names and between seeds', () => {
    const texts = [1, 2, 3].flatMap((seed) =>
      ['node-1', 'node-2', 'node-11'].map((name) => draws(streamsOf(seed), name).join()),
    )
    expect(new Set(texts).size).toBe(9)
  })
})
