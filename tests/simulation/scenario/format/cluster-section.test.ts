import { describe, expect, it } from 'vitest'
import { clusterSection } from '../../../../src/simulation/scenario/format/cluster-section.ts'

describe('clusterSection', () => {
  it.each([
    { nodes: 3, zones: ['a', 'b'] },
    { sysctls: { 'net.netfilter.nf_conntrack_max': 1000 } },
  ])('takes %j', (given) => expect(clusterSection.safeParse(given).error).toBeUndefined())

  it.each([
    { nodes: 0 },
    { nodes: 5_001 },
    { families: ['IPv5'] },
    { loadBalancer: { healthyThreshold: 0 } },
    { loadBalancer: { healthCheckPeriod: '0s' } },
    { nodeLifecycle: { statusUpdatePeriod: '0s' } },
    { nodeLifecycle: { monitorPeriod: '0s' } },
  ])('refuses %j', (given) => expect(clusterSection.safeParse(given).success).toBe(false))
})
