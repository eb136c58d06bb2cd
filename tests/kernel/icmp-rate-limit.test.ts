import { expect, it } from 'vitest'
import { Journal } from '../../src/base/journal.ts'
import { IcmpRateLimit, rateLimitSysctl } from '../../src/kernel/icmp-rate-limit.ts'
import { parseAddress } from '../../src/packet/address.ts'

const peer = parseAddress('10.1.2.3')

it('lets six in a row through, then one a second', () => {
  const limit = new IcmpRateLimit()
  // recordings/netfilter/results-selftest.txt, icmp_rate: RRRRRR.......R......
  const allowed = Array.from({ length: 20 }, (_, index) =>
    limit.allows(peer, 3, 1_000, index * 130, undefined) ? 'R' : '.',
  )
  expect(allowed.join('')).toBe('RRRRRR..R.......R...')
})

it('counts for each peer alone, and only errors', () => {
  const limit = new IcmpRateLimit()
  for (let index = 0; index < 6; index += 1) limit.allows(peer, 3, 1_000, 0, undefined)
  expect(limit.allows(peer, 3, 1_000, 0, undefined)).toBe(false)
  expect(limit.allows(parseAddress('10.1.2.4'), 3, 1_000, 0, undefined)).toBe(true)
  expect(limit.allows(peer, 0, 1_000, 0, undefined)).toBe(true)
  expect(limit.allows(peer, 3, 0, 0, undefined)).toBe(true)
})

it('takes a try back', () => {
  const limit = new IcmpRateLimit()
  const journal = new Journal()
  for (let index = 0; index < 6; index += 1) limit.allows(peer, 3, 1_000, 0, journal)
  journal.rollBack()
  expect(limit.allows(peer, 3, 1_000, 0, undefined)).toBe(true)
  expect(rateLimitSysctl(peer)).toBe('net.ipv4.icmp_ratelimit')
})
