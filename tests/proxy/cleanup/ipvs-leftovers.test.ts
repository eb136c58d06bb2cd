import { describe, expect, it } from 'vitest'
import { ipvsCleanup } from '../../../src/proxy/cleanup/ipvs-leftovers.ts'

const steps = ipvsCleanup(['IPv4', 'IPv6'])

describe('what IPVS mode leaves', () => {
  it('goes in this order: virtual servers, the device, rules and chains, sets', () => {
    const kinds = steps.map(({ kind }) => kind)
    expect(kinds.filter((kind, index) => kind !== kinds[index - 1])).toEqual([
      'flush-ipvs',
      'delete-device',
      'delete-rule',
      'flush-chain',
      'delete-chain',
      'delete-rule',
      'flush-chain',
      'delete-chain',
      'destroy-set',
    ])
  })

  it('keeps the sets of IPv6: kube-proxy destroys them by their IPv4 names', () => {
    const sets = steps.flatMap((step) => (step.kind === 'destroy-set' ? [step.set] : []))
    expect(sets).toHaveLength(17)
    expect(sets.filter((set) => set.startsWith('KUBE-6-'))).toEqual([])
  })
})
