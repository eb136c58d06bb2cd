import { expect, it } from 'vitest'
import {
  connectionExtra,
  translationStatus,
} from '../../../../src/kernel/netfilter/connections/connection-extra.ts'
import { connectionStatus } from '../../../../src/kernel/netfilter/hook.ts'

it('no two bits of the extra word overlap', () => {
  const { lastKindMask, lastReply, closeBegun, simultaneousOpen } = connectionExtra
  const masks = [lastKindMask, lastReply, closeBegun, simultaneousOpen]
  expect(masks.reduce((sum, mask) => sum + mask, 0)).toBe(
    masks.reduce((all, mask) => all | mask, 0),
  )
})

it('status bits of NAT lie beside those of conntrack', () => {
  const known = Object.values(connectionStatus).reduce((all, bit) => all | bit, 0)
  const ours = Object.values(translationStatus).reduce((all, bit) => all | bit, 0)
  expect(known & ours).toBe(0)
})
