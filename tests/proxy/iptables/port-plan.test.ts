import { describe, expect, it } from 'vitest'
import { planPort } from '../../../src/proxy/iptables/port-plan.ts'
import { service } from '../objects.ts'
import { endpoints, onlyPort } from '../ports.ts'

const here = { nodeName: 'node-1', zone: '' }
const remote = endpoints('10.0.0.1')
const local = endpoints({ address: '10.0.0.2', nodeName: 'node-1' })
const nodePort = (policies: Parameters<typeof service>[0] = {}) =>
  onlyPort(service({ type: 'NodePort', ports: [{ nodePort: 30000 }], ...policies }))

describe('planPort', () => {
  it.each([
    { name: 'no endpoints: no chains', port: nodePort(), list: [], chains: [] },
    { name: 'ClusterIP: the spreading chain', port: onlyPort(), list: remote, chains: ['cluster'] },
    { name: 'a way in: EXT too', port: nodePort(), list: remote, chains: ['cluster', 'external'] },
    {
      name: 'external policy Local without local endpoints: the short cuts remain',
      port: nodePort({ externalTrafficPolicy: 'Local' }),
      list: remote,
      chains: ['cluster', 'external'],
    },
    {
      name: 'external policy Local with local endpoints',
      port: nodePort({ externalTrafficPolicy: 'Local' }),
      list: local,
      chains: ['cluster', 'local', 'external'],
    },
    {
      name: 'internal policy Local alone: no cluster chain',
      port: onlyPort(service({ internalTrafficPolicy: 'Local' })),
      list: local,
      chains: ['local'],
    },
  ])('$name', ({ port, list, chains }) => {
    const { uses } = planPort(port, list, here)
    expect(Object.keys(uses).filter((kind) => uses[kind as keyof typeof uses])).toEqual(chains)
  })

  it.each([
    { affinity: 'ClientIP', keeps: false, remembered: 1 },
    { affinity: 'ClientIP', keeps: true, remembered: 2 },
    { affinity: 'None', keeps: true, remembered: 1 },
  ] as const)(
    'affinity $affinity, kept where an endpoint is not ready: $keeps: $remembered of two remember',
    ({ affinity, keeps, remembered }) => {
      const port = onlyPort(service({ sessionAffinity: affinity }))
      const list = endpoints('10.0.0.1', { address: '10.0.0.2', conditions: { ready: false } })
      const plan = planPort(port, list, here, keeps)
      expect(plan.cluster).toHaveLength(1)
      expect(plan.remembered).toHaveLength(remembered)
      expect(plan.reachable).toEqual(plan.remembered)
    },
  )

  it('needs VIPs, source ranges and endpoints for a firewall', () => {
    const balanced = onlyPort(
      service(
        { type: 'LoadBalancer', loadBalancerSourceRanges: ['10.0.0.0/8'] },
        { ingress: [{ ip: '203.0.113.1' }] },
      ),
    )
    expect(planPort(balanced, remote, here).uses.firewall).toBe(true)
    expect(planPort(balanced, [], here).uses.firewall).toBe(false)
  })

  it('leads each kind of traffic to the chain of its policy', () => {
    const plan = planPort(nodePort({ externalTrafficPolicy: 'Local' }), remote, here)
    expect(plan.internalChain).toBe(plan.chains.cluster)
    expect(plan.externalPolicyChain).toBe(plan.chains.local)
    expect(plan).toMatchObject({
      hasEndpoints: true,
      hasInternalEndpoints: true,
      hasExternalEndpoints: false,
    })
  })
})
