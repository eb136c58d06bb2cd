import { describe, expect, it } from 'vitest'
import { errno, Refusal } from '../../../../src/kernel/nftables/transaction/refusal.ts'

describe('a refusal', () => {
  it('says why and of which word, and that the kernel said it', () => {
    const refusal = new Refusal(errno.busy, 'chain', { detail: 'used' })
    expect(refusal).toMatchObject({
      message: 'Device or resource busy',
      part: 'chain',
      detail: 'used',
      byNft: false,
    })
  })

  it('may be nft’s own', () => {
    expect(new Refusal('x', 'set', { byNft: true })).toMatchObject({
      byNft: true,
      detail: undefined,
    })
  })
})
