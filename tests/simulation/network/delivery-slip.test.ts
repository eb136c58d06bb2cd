import { describe, expect, it } from 'vitest'
import { DeliverySlip } from '../../../src/simulation/network/delivery-slip.ts'
import { packet } from '../../kernel/packets.ts'

const one = packet('tcp', '10.244.1.20:4000', '10.96.0.10:80')

describe('a delivery slip', () => {
  it('tells of a packet that arrived, with its path and answers', () => {
    const slip = new DeliverySlip()
    slip.begin()
    slip.pass('node-1')
    slip.answer({ at: { kind: 'outside' }, packet: one })
    expect(slip.arrived(one, { kind: 'node', node: 'node-2' })).toMatchObject({
      kind: 'arrived',
      at: { kind: 'node', node: 'node-2' },
      packet: one,
      path: ['node-1'],
      answers: [{ at: { kind: 'outside' }, packet: one }],
    })
  })

  it('is used again: the next packet starts with an empty one', () => {
    const slip = new DeliverySlip()
    slip.pass('node-1')
    slip.begin()
    const loss = { kind: 'node-lost', node: 'node-1' } as const
    const lost = slip.lost(one, loss)
    expect(lost).toMatchObject({ kind: 'lost', loss, packet: one, path: [], answers: [] })
    expect(slip.lost(one, loss)).toBe(lost)
  })
})
