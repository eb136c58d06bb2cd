import { describe, expect, it } from 'vitest'
import { planPort } from '../../../../src/proxy/nftables/ports/port-plan.ts'
import { service } from '../../objects.ts'
import { endpoints, onlyPort } from '../../ports.ts'

const topology = { nodeName: 'node-1', zone: '' }
const remote = endpoints('10.0.0.2')
const plan = (spec: Parameters<typeof service>[0], list = remote, ingress = ['203.0.113.1']) =>
  planPort(onlyPort(service(spec, { ingress: ingress.map((ip) => ({ ip })) })), list, topology)

describe('the plan of a port', () => {
  it('needs one chain for a cluster IP', () => {
    expect(plan({}, remote, []).uses).toEqual({
      cluster: true,
      local: false,
      external: false,
      firewall: false,
    })
  })

  it('has no chain without endpoints', () => {
    const { uses, hasEndpoints } = plan({ type: 'LoadBalancer' }, [])
    expect(hasEndpoints).toBe(false)
    expect(Object.values(uses)).not.toContain(true)
  })

  it('has a firewall chain even without endpoints', () => {
    const ranges = { type: 'LoadBalancer', loadBalancerSourceRanges: ['10.0.0.0/8'] } as const
    expect(plan(ranges, []).uses).toMatchObject({ firewall: true, external: false })
  })

  it('keeps the external chain for short cuts where no endpoint is local', () => {
    const { uses, hasExternalEndpoints, externalPolicyChain, chains } = plan({
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
    })
    expect(uses).toMatchObject({ cluster: true, local: false, external: true })
    expect(hasExternalEndpoints).toBe(false)
    expect(externalPolicyChain).toBe(chains.local)
  })

  it('leads a Local cluster IP to local endpoints alone', () => {
    const { hasInternalEndpoints, internalChain, chains } = plan({
      internalTrafficPolicy: 'Local',
    })
    expect(hasInternalEndpoints).toBe(false)
    expect(internalChain).toBe(chains.local)
  })

  it('takes over names that are known', () => {
    const { chains } = plan({})
    expect(planPort(onlyPort(), remote, topology, chains).chains).toBe(chains)
  })
})
