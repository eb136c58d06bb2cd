import { describe, expect, it } from 'vitest'
import type { ClusterNetworks } from '../../../../src/kubernetes/cluster/networks.ts'
import { withFamilies } from '../../../../src/kubernetes/cluster/services/service-families.ts'
import { serviceOf } from '../../manifests.ts'

const networks = (...families: ('IPv4' | 'IPv6')[]): ClusterNetworks => ({
  families,
  serviceRanges: [],
})
const single = networks('IPv4')
const dual = networks('IPv4', 'IPv6')
const selector = { app: 'web' }

describe('families of a Service', () => {
  it.each([
    { on: single, spec: { selector }, want: ['SingleStack', 'IPv4'] },
    { on: dual, spec: { selector }, want: ['SingleStack', 'IPv4'] },
    { on: networks('IPv6', 'IPv4'), spec: { selector }, want: ['SingleStack', 'IPv6'] },
    {
      on: dual,
      spec: { selector, ipFamilyPolicy: 'PreferDualStack' },
      want: ['PreferDualStack', 'IPv4', 'IPv6'],
    },
    {
      on: single,
      spec: { selector, ipFamilyPolicy: 'PreferDualStack' },
      want: ['PreferDualStack', 'IPv4'],
    },
    {
      on: dual,
      spec: { selector, ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv6'] },
      want: ['RequireDualStack', 'IPv6', 'IPv4'],
    },
    { on: dual, spec: { selector, clusterIP: 'fd00::1' }, want: ['SingleStack', 'IPv6'] },
    { on: single, spec: { clusterIP: 'None' }, want: ['RequireDualStack', 'IPv4', 'IPv6'] },
    { on: single, spec: { clusterIP: 'None', selector }, want: ['SingleStack', 'IPv4'] },
    { on: dual, spec: { type: 'ExternalName' }, want: [undefined] },
  ])('$spec on $on.families: $want', ({ on, spec, want }) => {
    const { ipFamilyPolicy, ipFamilies } = withFamilies(serviceOf(spec), on).spec
    expect([ipFamilyPolicy, ...ipFamilies]).toEqual(want)
  })

  it.each([
    {
      on: single,
      spec: { ipFamilyPolicy: 'RequireDualStack' },
      want: 'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
    },
    {
      on: single,
      spec: { ipFamilies: ['IPv6'] },
      want: 'spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster',
    },
    {
      on: single,
      spec: { clusterIP: 'fd00::1' },
      want: 'spec.clusterIPs[0]: Invalid value: ["fd00::1"]: IPv6 is not configured on this cluster',
    },
    {
      on: dual,
      spec: { ipFamilies: ['IPv4', 'IPv6'] },
      want: "must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified",
    },
    {
      on: dual,
      spec: { clusterIP: 'x' },
      want: 'spec.clusterIPs[0]: Invalid value: "x": must be a valid IP address',
    },
  ])('refuses $spec on $on.families', ({ on, spec, want }) => {
    expect(() => withFamilies(serviceOf(spec), on)).toThrow(want)
  })
})
