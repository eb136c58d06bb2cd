import { expect, it } from 'vitest'
import { checkConservation } from '../../../src/simulation/checkers/conservation.ts'
import { createPacketCounts } from '../../../src/simulation/network/packet-counts.ts'

it('misses a packet that neither arrived nor was lost', () => {
  const counts = createPacketCounts()
  counts.sent = 3
  counts.arrived = 2
  expect(checkConservation(counts)).toBe('3 packets were sent, 2 arrived, 0 were lost')
  counts.lost.nobody = 1
  expect(checkConservation(counts)).toBeUndefined()
})
