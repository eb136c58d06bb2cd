import { describe, expect, it } from 'vitest'
import { defaultProxyConfiguration } from '../../../src/proxy/configuration.ts'
import { syntheticCluster } from '../../../src/report/bench/bench-clusters.ts'
import { type BenchSettings, benchMode } from '../../../src/report/bench/bench-rows.ts'
import { measuredCoefficients } from '../../../src/simulation/cost/measured-coefficients.ts'
import { syntheticClusterCidr } from '../../../src/simulation/cost/synthetic-services.ts'

const settings: BenchSettings = {
  configurationOf: (mode) => ({
    ...defaultProxyConfiguration,
    mode,
    clusterCidrs: [syntheticClusterCidr],
  }),
  coefficients: measuredCoefficients,
  positions: ['first', 'last'],
  connections: 20,
  seed: 1,
  rate: 1_000,
  keepalive: 1,
}
const cluster = syntheticCluster(50, 1, false)

describe('one mode at one size', () => {
  it('iptables: the last Service costs a rule more for each before it; both backends visit the same', () => {
    const rows = benchMode('iptables', cluster, settings)
    expect(rows.map(({ backend, position }) => `${backend} ${position}`)).toEqual([
      'iptables-legacy first',
      'iptables-nft first',
      'iptables-legacy last',
      'iptables-nft last',
    ])
    const [first, , last, nftLast] = rows
    expect((last?.rulesP50 ?? 0) - (first?.rulesP50 ?? 0)).toBe(49)
    expect(nftLast?.rulesP50).toBe(last?.rulesP50)
    expect(nftLast?.firstP50Us).toBeGreaterThan(last?.firstP50Us ?? 0)
    expect(first?.formula).toMatch(/^2\.\d\d µs \+ \d+ rules × /)
  })

  it.each(['nftables', 'ipvs'] as const)('%s: the place of a Service does not matter', (mode) => {
    const [first, last] = benchMode(mode, cluster, settings)
    expect(last?.rulesP50).toBe(first?.rulesP50)
    expect(last?.firstP50Us).toBe(first?.firstP50Us)
    expect(first?.measured).toBe(mode === 'nftables')
    expect((first?.calls ?? 0) > 0).toBe(mode === 'ipvs')
  })

  it('more requests a connection cost less processor time', () => {
    const cores = (keepalive: number) =>
      benchMode('iptables', cluster, { ...settings, keepalive })[0]?.cpuCores ?? 0
    expect(cores(100)).toBeLessThan(cores(1) / 2)
  })
})
