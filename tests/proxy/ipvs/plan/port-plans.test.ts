import { describe, expect, it } from 'vitest'
import type { PortPlan } from '../../../../src/proxy/ipvs/plan/port-plan.ts'
import { PortPlans } from '../../../../src/proxy/ipvs/plan/port-plans.ts'
import { virtualServerText } from '../../../../src/proxy/ipvs/servers/virtual-server.ts'
import { CountedEntries } from '../../../../src/proxy/ipvs/sets/counted-entries.ts'

const plan = (address: string, entry = '1'): PortPlan => ({
  entries: [{ set: 'KUBE-NODE-PORT-TCP', entry }],
  claims: [
    {
      reason: 'cluster IP',
      virtualServer: {
        text: virtualServerText(address, 80, 'TCP'),
        address,
        port: 80,
        protocol: 'TCP',
        scheduler: 'rr',
        flags: 0,
        timeoutSeconds: 0,
      },
      endpoints: [],
      bindsAddress: true,
    },
  ],
  noNodeAccess: [{ ip: address, protocol: 'tcp', port: 80 }],
})

function emptyPlans() {
  const nodePorts = new CountedEntries()
  const bound = new CountedEntries()
  const plans = new PortPlans(
    new Map([
      ['KUBE-NODE-PORT-TCP', nodePorts],
      ['KUBE-IPVS-IPS', bound],
    ]),
  )
  return { plans, nodePorts, bound }
}

describe('PortPlans', () => {
  it('keeps what several ports want until the last of them goes', () => {
    const { plans, nodePorts, bound } = emptyPlans()
    plans.set('a', plan('10.96.0.1'))
    plans.set('b', plan('10.96.0.1'))
    plans.delete('a')
    expect([nodePorts.list(), bound.list()]).toEqual([['1'], ['10.96.0.1']])
    expect(plans.takeLost()).toEqual([])
    plans.delete('b')
    expect([nodePorts.list(), bound.list()]).toEqual([[], []])
    expect(plans.takeLost()).toEqual(['10.96.0.1:80/TCP'])
    expect(plans.takeLost()).toEqual([])
  })

  it('names contended virtual servers once more after the contention ends', () => {
    const { plans } = emptyPlans()
    plans.set('a', plan('10.96.0.1'))
    expect(plans.takeContended()).toEqual([])
    plans.set('b', plan('10.96.0.1'))
    expect(plans.takeContended()).toEqual(['10.96.0.1:80/TCP'])
    plans.delete('b')
    expect(plans.claimantsOf('10.96.0.1:80/TCP')).toEqual(['a'])
    expect(plans.takeContended()).toEqual(['10.96.0.1:80/TCP'])
    expect(plans.takeContended()).toEqual([])
  })

  it('does not lose a virtual server that only changes hands', () => {
    const { plans } = emptyPlans()
    plans.set('a', plan('10.96.0.1'))
    plans.delete('a')
    plans.set('b', plan('10.96.0.1'))
    expect(plans.takeLost()).toEqual([])
    expect([...plans.all().keys()]).toEqual(['b'])
    expect(plans.get('b')).toEqual(plan('10.96.0.1'))
  })

  it('lists addresses without access from the node in the order of the ports', () => {
    const { plans } = emptyPlans()
    const before = plans.noNodeAccessVersion
    plans.set('b', plan('10.96.0.2'))
    plans.set('a', plan('10.96.0.1'))
    expect([...plans.noNodeAccess()].map(({ ip }) => ip)).toEqual(['10.96.0.1', '10.96.0.2'])
    expect(plans.noNodeAccessVersion).not.toBe(before)
  })
})
