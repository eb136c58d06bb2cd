import { expect, it } from 'vitest'
import { hashLoader } from '../../../../src/kernel/nftables/engine/hash-loader.ts'

const withoutSeed = { kind: 'hash', operand: undefined, modulus: 4, seed: undefined, offset: 10 }

it('takes every bucket as likely where the kernel seeds by itself', () => {
  const loader = hashLoader(withoutSeed as never, () => ({ kind: 'unknown' }))
  expect(loader.kind).toBe('number')
  if (loader.kind !== 'number') return
  const asked: number[] = []
  const chance = {
    below: (n: number) => {
      asked.push(n)
      return 3
    },
  }
  expect(loader.load({ context: { chance } } as never)).toBe(13)
  expect(asked).toEqual([4])
})

it('is unknown where a part of what it hashes is', () => {
  const saddr = { kind: 'payload', type: 'ipv4_addr' }
  const seeded = { ...withoutSeed, operand: saddr, seed: 7 }
  expect(hashLoader(seeded as never, () => ({ kind: 'unknown' }))).toEqual({ kind: 'unknown' })
})
