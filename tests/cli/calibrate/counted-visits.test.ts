import { describe, expect, it } from 'vitest'
import { calibrationCases } from '../../../src/cli/calibrate/calibration-cases.ts'
import { countVisits } from '../../../src/cli/calibrate/counted-visits.ts'

const sizes = { services: [101], endpoints: [40], affinityEndpoints: [5], otherRecentTables: [30] }
const counted = (backend: 'iptables-legacy' | 'nftables') =>
  calibrationCases(backend, sizes).map((one) => countVisits(backend, one))

describe('what the emulator counts of a calibration’s cases', () => {
  it('iptables: a rule for each Service before, a statistic rule for each endpoint before', () => {
    const [services, endpoints, affinity, beside] = counted('iptables-legacy')
    const [first, middle, last] = services?.visits.map(({ rules }) => rules) ?? []
    expect([(middle ?? 0) - (first ?? 0), (last ?? 0) - (first ?? 0)]).toEqual([50, 100])
    expect(services?.size).toEqual({ longestChain: 102, recentTables: 0 })
    expect(endpoints?.visits[0]?.statistic).toBe(39)
    // A known client: --rcheck of each endpoint until its own, then --set; the tables are in one list.
    expect(affinity?.visits[0]).toMatchObject({ recent: 6, recentTables: 1 + 2 + 3 + 4 + 5 + 5 })
    expect(beside?.visits[0]).toMatchObject({ recent: 4, recentTables: 31 + 32 + 33 + 33 })
    expect(beside?.size.recentTables).toBe(33)
  })

  it('nftables: lookups, whatever the number of Services', () => {
    const [services, endpoints, affinity] = counted('nftables')
    expect(services?.visits[0]).toEqual(endpoints?.visits[0])
    expect(affinity?.visits[0]).toMatchObject({ setUpdates: 1 })
    expect((affinity?.visits[0]?.setLookups ?? 0) - (services?.visits[0]?.setLookups ?? 0)).toBe(5)
  })
})
