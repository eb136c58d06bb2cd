import { describe, expect, it } from 'vitest'
import { createSeededChance } from '../../../../src/base/seeded-chance.ts'
import {
  Frequencies,
  significance,
} from '../../../../src/simulation/recordings/netfilter/frequencies.ts'

const backends = ['a', 'b', 'c']
const even = new Map(backends.map((backend) => [backend, 1 / 3]))

function draw(ports: number, each: number, choose: (n: number) => number) {
  const frequencies = new Frequencies()
  for (let port = 0; port < ports; port += 1)
    for (let time = 0; time < each; time += 1)
      frequencies.add(`port ${port}`, even, backends[choose(3)] ?? '')
  return frequencies.test()
}

describe('how often choices fall', () => {
  it('passes what chance itself has drawn, in large cells and in small', () => {
    for (const [ports, each] of [
      [10, 100],
      [200, 4],
    ] as const) {
      const chance = createSeededChance(3)
      const test = draw(ports, each, (n) => chance.below(n))
      expect(test?.choices).toBe(ports * each)
      expect(test?.probability).toBeGreaterThan(significance)
    }
  })

  it('finds chance that is not even', () => {
    const chance = createSeededChance(3)
    const skewed = () => (chance.below(10) < 5 ? 0 : 1 + chance.below(2))
    expect(draw(10, 100, skewed)?.probability).toBeLessThan(significance)
    expect(draw(200, 4, skewed)?.probability).toBeLessThan(significance)
  })

  it('knows the chi-square distribution', () => {
    const frequencies = new Frequencies()
    const half = new Map([
      ['a', 0.5],
      ['b', 0.5],
    ])
    // 60 of 100: chi-square 4 at one degree of freedom, p = 0.0455.
    for (let time = 0; time < 100; time += 1) frequencies.add('port', half, time < 60 ? 'a' : 'b')
    const test = frequencies.test()
    expect(test?.chiSquare).toBeCloseTo(4, 9)
    expect(test?.degreesOfFreedom).toBeCloseTo(1, 9)
    expect(test?.probability).toBeCloseTo(0.0455, 2)
  })

  it('says nothing where nothing was chosen', () => {
    expect(new Frequencies().test()).toBeUndefined()
  })
})
