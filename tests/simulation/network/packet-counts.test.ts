import { describe, expect, it } from 'vitest'
import { createPacketCounts } from '../../../src/simulation/network/packet-counts.ts'

describe('counts of packets', () => {
  it('begin at nothing, each on its own', () => {
    const counts = createPacketCounts()
    counts.lost.dropped += 1
    expect(createPacketCounts().lost.dropped).toBe(0)
    expect(Object.values(createPacketCounts().lost).every((count) => count === 0)).toBe(true)
  })
})
