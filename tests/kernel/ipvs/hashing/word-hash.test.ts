import { expect, it } from 'vitest'
import { beginHash, finishHash, mixHash } from '../../../../src/kernel/ipvs/hashing/word-hash.ts'

it('spreads clients that differ in one bit over the low bits', () => {
  const places = new Set<number>()
  for (let bit = 0; bit < 32; bit += 1)
    places.add(finishHash(mixHash(beginHash(6, 80, 0), 1 << bit)) & 1023)
  for (let port = 0; port < 1000; port += 1)
    places.add(finishHash(mixHash(beginHash(6, port, 0), 7)) & 1023)
  expect(places.size).toBeGreaterThan(600)
})
