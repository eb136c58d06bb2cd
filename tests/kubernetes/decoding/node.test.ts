import { describe, expect, it } from 'vitest'
import { theOnly } from '../manifests.ts'

describe('nodes and ServiceCIDRs', () => {
  it.each([
    { spec: '{podCIDR: 10.0.0.0/24}', want: ['10.0.0.0/24'] },
    { spec: '{podCIDRs: [10.0.0.0/24, fd00::/64]}', want: ['10.0.0.0/24', 'fd00::/64'] },
    { spec: '{}', want: [] },
  ])('$spec has the pod networks $want', ({ spec, want }) => {
    const node = theOnly('Node', `apiVersion: v1\nkind: Node\nmetadata: {name: a}\nspec: ${spec}`)
    expect(node.spec.podCIDRs).toEqual(want)
    expect(node.spec.podCIDR).toBe(want[0])
  })

  it('a ServiceCIDR has its networks', () => {
    const text =
      'apiVersion: networking.k8s.io/v1\nkind: ServiceCIDR\nmetadata: {name: a}\nspec: {cidrs: [10.0.0.0/16]}'
    expect(theOnly('ServiceCIDR', text).spec.cidrs).toEqual(['10.0.0.0/16'])
  })
})
