import { describe, expect, it } from 'vitest'
import { hasPorts } from '../../../../src/kernel/nftables/engine/ports.ts'

describe('ports', () => {
  it.each([
    [6, true],
    [17, true],
    [132, true],
    [136, true],
    [1, false],
    [58, false],
  ])('of protocol %s: %s', (protocol, want) => {
    expect(hasPorts(protocol)).toBe(want)
  })
})
