import { describe, expect, it } from 'vitest'
import { timeoutDefaults } from '../../../../src/kernel/nftables/model/object-detail.ts'

describe('a policy of timeouts', () => {
  it('has as many states as the kernel tells apart', () => {
    expect(Object.keys(timeoutDefaults.tcp ?? {})).toHaveLength(11)
    expect(timeoutDefaults.udp).toEqual({ unreplied: 30, replied: 120 })
  })
})
