import { describe, expect, it } from 'vitest'
import { createVisits } from '../../../src/kernel/netfilter/visits.ts'
import { measuredCoefficients } from '../../../src/simulation/cost/measured-coefficients.ts'
import { addedFirstUs, predictFirstPacket } from '../../../src/simulation/cost/predict.ts'

// Medians that were measured (µs over the path without rules): the last of N Services.
describe('predicting a first packet', () => {
  it.each([
    { backend: 'iptables-legacy' as const, rules: 5_000, measuredUs: 15.13 },
    { backend: 'iptables-legacy' as const, rules: 10_000, measuredUs: 29.11 },
    { backend: 'iptables-legacy' as const, rules: 20_000, measuredUs: 58.21 },
    { backend: 'iptables-nft' as const, rules: 10_000, measuredUs: 143.88 },
    { backend: 'nftables' as const, rules: 20_000, measuredUs: 3.04 },
  ])('$backend after $rules rules: about $measuredUs µs', ({ backend, rules, measuredUs }) => {
    const visits = { ...createVisits(), rules }
    const size = { longestChain: rules, recentTables: 0 }
    const addedUs = addedFirstUs(visits, size, measuredCoefficients[backend])
    expect(Math.abs(addedUs / measuredUs - 1)).toBeLessThan(0.1)
  })

  it('shows the sum that it made', () => {
    const visits = { ...createVisits(), rules: 12, statistic: 2, recent: 3, recentTables: 30 }
    const prices = { fixedUs: 2.7, visitNs: { rules: 2.75, statistic: 70, recentTables: 16 } }
    const size = { longestChain: 4, recentTables: 10 }
    expect(predictFirstPacket(visits, size, prices)).toEqual({
      addedUs: expect.closeTo(2.7 + 0.033 + 0.14 + 0.48, 6),
      formula:
        '2.70 µs + 12 rules × 2.75 ns + 2 of them statistic × 70 ns + 30 recent tables passed × 16 ns',
    })
  })
})
