import { expect, it } from 'vitest'
import { jenkinsHash } from '../../../src/kernel/netfilter/jenkins-hash.ts'

it('gives lookup3’s own value for no words at all', () => {
  // lookup3.c: hashword of nothing is deadbeef + initval.
  expect(jenkinsHash([], 0)).toBe(0xdeadbeef)
  expect(jenkinsHash([], 1)).toBe(0xdeadbef0)
})

it('depends on every word, on their order and on the seed', () => {
  const hashes = [
    jenkinsHash([1, 2, 3, 4], 0),
    jenkinsHash([1, 2, 4, 3], 0),
    jenkinsHash([1, 2, 3, 5], 0),
    jenkinsHash([1, 2, 3, 4], 1),
    jenkinsHash([1, 2, 3, 4, 0], 0),
  ]
  expect(new Set(hashes).size).toBe(hashes.length)
})
