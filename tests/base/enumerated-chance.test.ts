import { describe, expect, it } from 'vitest'
import { createScriptedChance, enumerateBranches } from '../../src/base/enumerated-chance.ts'
import { createSeededChance } from '../../src/base/seeded-chance.ts'

describe('enumerating chance', () => {
  it('knows the probability of each endpoint behind a chain of statistic rules', () => {
    const pick = (chance: { happens(n: number, d: number): boolean }) =>
      chance.happens(1, 3) ? 'a' : chance.happens(1, 2) ? 'b' : 'c'
    const { branches, complete } = enumerateBranches(pick)
    expect(complete).toBe(true)
    expect(new Map(branches.map((b) => [b.result, b.probability]))).toEqual(
      new Map([
        ['a', expect.closeTo(1 / 3, 12)],
        ['b', expect.closeTo(1 / 3, 12)],
        ['c', expect.closeTo(1 / 3, 12)],
      ]),
    )
  })

  it('does not branch where there is nothing to choose', () => {
    const { branches } = enumerateBranches((chance) => [
      chance.happens(0, 5),
      chance.happens(5, 5),
      chance.below(1),
      chance.anyOf(60_000),
    ])
    expect(branches.map((b) => b.result)).toEqual([[false, true, 0, 0]])
  })

  it('takes both answers to what is not known, and keeps the question', () => {
    const { branches } = enumerateBranches((chance) => chance.unknown('does -m u32 match?'))
    expect(branches.map((b) => [b.result, b.probability, b.decisions[0]?.question])).toEqual([
      [false, 1, 'does -m u32 match?'],
      [true, 1, 'does -m u32 match?'],
    ])
  })

  it('gives one answer to a question that is asked twice', () => {
    const ask = (chance: { unknown(question: string): boolean }) =>
      [chance.unknown('a?'), chance.unknown('b?'), chance.unknown('a?')].join(' ')
    const { branches } = enumerateBranches(ask)
    expect(branches.map((b) => b.result)).toEqual([
      'false false false',
      'false true false',
      'true false true',
      'true true true',
    ])
    for (const branch of branches)
      expect(ask(createScriptedChance(branch.decisions, createSeededChance(1)))).toBe(branch.result)
  })

  it('repeats a branch by its decisions', () => {
    const play = (chance: { below(n: number): number; happens(n: number, d: number): boolean }) =>
      `${chance.below(4)} ${chance.happens(1, 10)}`
    for (const branch of enumerateBranches(play).branches)
      expect(play(createScriptedChance(branch.decisions, createSeededChance(1)))).toBe(
        branch.result,
      )
  })
})
