import { describe, expect, it } from 'vitest'
import { bufferOf, createContext, engineWith, Journal, normalForm, run } from '../../packets.ts'

describe('-m limit', () => {
  it.each([
    ['-m limit', '-m limit --limit 3/hour'],
    ['-m limit --limit 5/second --limit-burst 10', '-m limit --limit 5/sec --limit-burst 10'],
    ['-m limit --limit 100/minute', '-m limit --limit 100/min'],
    ['-m limit --limit 7/day', '-m limit --limit 7/day'],
    [
      '-m limit --limit 0/sec',
      'refused: found 0/sec at --limit, expected a rate, as 5/sec, 10/minute or 3/hour',
    ],
  ])('%s prints as %s', (given, printed) => expect(normalForm(given)).toBe(printed))

  it('lets a burst through, then as many as the rate earns', () => {
    const engine = engineWith('-A FORWARD -m limit --limit 1/sec --limit-burst 2 -j DROP')
    const at = (nowMs: number) =>
      run(engine, 'filter', 'forward', bufferOf(), createContext({ nowMs })).kind === 'drop'
    expect([
      at(0),
      at(0),
      at(0),
      at(900),
      at(1_000),
      at(1_100),
      at(9_000),
      at(9_000),
      at(9_000),
    ]).toEqual([true, true, false, false, true, false, true, true, false])
  })

  it('gives back what a rolled back packet used', () => {
    const engine = engineWith('-A FORWARD -m limit --limit 1/hour --limit-burst 1 -j DROP')
    const journal = new Journal()
    expect(run(engine, 'filter', 'forward', bufferOf(), createContext({ journal })).kind).toBe(
      'drop',
    )
    journal.rollBack()
    expect(run(engine, 'filter', 'forward', bufferOf()).kind).toBe('drop')
    expect(run(engine, 'filter', 'forward', bufferOf()).kind).toBe('accept')
  })
})
