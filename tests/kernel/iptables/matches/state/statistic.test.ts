import { describe, expect, it } from 'vitest'
import { enumerateBranches } from '../../../../../src/base/enumerated-chance.ts'
import { bufferOf, createContext, engineWith, Journal, normalForm, run } from '../../packets.ts'

describe('-m statistic', () => {
  it.each([
    // As a kernel printed them: recordings of iptables 1.8.9.
    ['--mode random --probability 0.3333333333', '--mode random --probability 0.33333333349'],
    ['--mode random --probability 0.1', '--mode random --probability 0.10000000009'],
    ['--mode random --probability 0.0000099999', '--mode random --probability 0.00001000008'],
    ['--mode random --probability 0.0000000001', '--mode random --probability 0.00000000000'],
    ['--mode random ! --probability 0.25', '--mode random ! --probability 0.25000000000'],
    ['--mode nth --every 3 --packet 1', '--mode nth --every 3 --packet 1'],
  ])('%s prints as %s', (given, printed) => {
    expect(normalForm(`-m statistic ${given}`)).toBe(`-m statistic ${printed}`)
  })

  it.each([
    ['--mode random', '--probability P after it'],
    ['--mode random --probability 1.5', 'a probability of 0 to 1'],
    ['--mode nth --every 3', '--packet P after it'],
    ['--mode nth --every 3 --packet 3', 'a packet below --every'],
    ['--mode both', 'random or nth'],
  ])('%s is refused: %s', (given, why) => {
    expect(normalForm(`-m statistic ${given}`)).toContain(why)
  })

  it('matches with its exact probability', () => {
    const engine = engineWith(
      '-A FORWARD -m statistic --mode random --probability 0.3333333333 -j DROP',
    )
    const { branches } = enumerateBranches(
      (chance) => run(engine, 'filter', 'forward', bufferOf(), createContext({ chance })).kind,
    )
    expect(branches.map(({ result, probability }) => [result, probability])).toEqual([
      ['accept', 1 - 715_827_883 / 2 ** 31],
      ['drop', 715_827_883 / 2 ** 31],
    ])
  })

  it('takes every third packet, from the first on', () => {
    const engine = engineWith('-A FORWARD -m statistic --mode nth --every 3 --packet 0 -j DROP')
    const kinds = () => run(engine, 'filter', 'forward', bufferOf()).kind
    expect([1, 2, 3, 4, 5].map(kinds)).toEqual(['drop', 'accept', 'accept', 'drop', 'accept'])
  })

  it('counts its asking, and takes the count back with the journal', () => {
    const engine = engineWith('-A FORWARD -m statistic --mode nth --every 2 --packet 0 -j DROP')
    const journal = new Journal()
    const context = createContext({ journal })
    expect(run(engine, 'filter', 'forward', bufferOf(), context).kind).toBe('drop')
    journal.rollBack()
    expect(run(engine, 'filter', 'forward', bufferOf(), context).kind).toBe('drop')
    expect(context.visits.statistic).toBe(2)
  })

  it('begins afresh when iptables-legacy changes the table', () => {
    const engine = engineWith('-A FORWARD -m statistic --mode nth --every 3 --packet 0 -j DROP')
    run(engine, 'filter', 'forward', bufferOf())
    engine.command('-A INPUT -j ACCEPT')
    expect(run(engine, 'filter', 'forward', bufferOf()).kind).toBe('drop')
  })
})
