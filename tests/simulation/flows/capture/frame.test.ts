import { expect, it } from 'vitest'
import { eventOfFrame } from '../../../../src/simulation/flows/capture/frame.ts'
import { strict, synFrame } from '../captures.ts'

it('is a packet with its time, or counted', () => {
  const records = strict()
  expect(eventOfFrame(1, synFrame(), 54, 1_000, records)).toMatchObject({
    kind: 'packet',
    atMs: 1_000,
    packet: { destinationPort: 80 },
  })
  expect(eventOfFrame(1, Buffer.alloc(60), 60, 1_000, records)).toBeUndefined()
  expect(eventOfFrame(1, synFrame().subarray(0, 40), 54, 1_000, records)).toBeUndefined()
  expect([...records.skipped]).toEqual([
    ['not-ip', 1],
    ['cut-short', 1],
  ])
})
