import { expect, it } from 'vitest'
import { findHashSalt } from '../../../../src/simulation/recordings/ipvs/boot-order.ts'
import { readSequence } from '../../../../src/simulation/recordings/ipvs/recording.ts'

it('finds 8 bits with which the recorded order comes out', () => {
  const services = [80, 81, 82].map((port) => ({ vip: '10.96.0.1', port, proto: 'tcp' }))
  const start = { '10.96.0.1:82/tcp': [], '10.96.0.1:80/tcp': [], '10.96.0.1:81/tcp': [] }
  const sequence = readSequence('f', JSON.stringify({ services, results: [], start }))
  expect(findHashSalt(sequence)).toBeGreaterThan(0)
  expect(findHashSalt({ ...sequence, start: undefined })).toBe(0)
})
