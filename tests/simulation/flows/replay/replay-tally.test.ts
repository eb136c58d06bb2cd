import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../../src/packet/address.ts'
import { AddressBook } from '../../../../src/simulation/address-book.ts'
import { describeLoss, ReplayTally } from '../../../../src/simulation/flows/replay/replay-tally.ts'
import type { Loss } from '../../../../src/simulation/network/delivery.ts'
import { manyWays } from './cluster.ts'

describe('a tally', () => {
  it('has one row for each end of each Service', () => {
    const tally = new ReplayTally(AddressBook.of(manyWays))
    const address = parseAddress('10.244.2.7')
    const row = tally.reached('shop/web:http', address, 80)
    expect(tally.reached('shop/web:http', address, 80)).toBe(row)
    expect(tally.reached('shop/web:http', address, 81)).not.toBe(row)
    expect(tally.ended('shop/web:http', 'refused', 'why')).not.toBe(
      tally.ended(undefined, 'refused', 'why'),
    )
    expect(row).toMatchObject({ backend: '10.244.2.7:80', name: 'pod/shop/a', flows: 0 })
    expect(tally.rows).toHaveLength(4)
  })
})

const node = 'node-1'
const address = parseAddress('10.0.0.1')

describe('a loss', () => {
  it.each<{ loss: Loss; want: object }>([
    {
      loss: {
        kind: 'rejected',
        node,
        by: 'iptables filter',
        answer: { kind: 'tcp-reset' } as never,
      },
      want: { outcome: 'refused', name: 'refused by iptables filter' },
    },
    {
      loss: { kind: 'no-listener', node },
      want: { outcome: 'refused', name: 'nobody listens on the node' },
    },
    {
      loss: {
        kind: 'dropped',
        node,
        hook: 'forward',
        by: 'iptables filter',
        reason: 'DROP',
        error: undefined,
      },
      want: { outcome: 'dropped', name: 'dropped by iptables filter: DROP' },
    },
    {
      loss: { kind: 'pod-gone', node, address, toldAtMs: undefined },
      want: { name: 'no pod has that address' },
    },
    { loss: { kind: 'node-lost', node }, want: { outcome: 'dropped' } },
    { loss: { kind: 'nobody', address, reason: 'no way' }, want: { name: 'no way' } },
    { loss: { kind: 'hairpin', node, reason: 'itself' }, want: { name: 'itself' } },
  ])('is told in words: $want', ({ loss, want }) => {
    expect(describeLoss(loss)).toMatchObject(want)
  })
})
