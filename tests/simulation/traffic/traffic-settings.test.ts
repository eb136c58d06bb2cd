import { describe, expect, it } from 'vitest'
import { lastSyn } from '../../../src/simulation/traffic/connections/retransmission.ts'
import { defaultTrafficSettings } from '../../../src/simulation/traffic/traffic-settings.ts'

describe('hosts, unless told otherwise', () => {
  it('send ten more SYNs, as Linux since 6.5', () => {
    expect(lastSyn(defaultTrafficSettings)).toBe(10)
  })
})
