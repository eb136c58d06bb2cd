import { describe, expect, it } from 'vitest'
import { isFromCluster, networksOf } from '../../../src/kubernetes/cluster/networks.ts'
import { formatPrefix } from '../../../src/packet/address.ts'
import { objectsOf, serviceOf } from '../manifests.ts'

const node = (cidrs: string) =>
  `apiVersion: v1\nkind: Node\nmetadata: {name: a}\nspec: {podCIDRs: [${cidrs}]}\n`
const service = (spec: string, metadata = '') =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: web${metadata}}\nspec: ${spec}\n`

describe('the networks of a cluster', () => {
  it.each([
    { name: 'nothing at all', text: '', families: ['IPv4'], ranges: ['10.96.0.0/12'] },
    {
      name: 'nodes of one family',
      text: node('"fd00::/64"'),
      families: ['IPv6'],
      ranges: ['fd00:10:96::/112'],
    },
    {
      name: 'nodes of two',
      text: node('10.0.0.0/24, "fd00::/64"'),
      families: ['IPv4', 'IPv6'],
      ranges: ['10.96.0.0/12', 'fd00:10:96::/112'],
    },
    {
      name: 'a Service that wants both, without nodes',
      text: service('{ipFamilyPolicy: RequireDualStack}'),
      families: ['IPv4', 'IPv6'],
      ranges: ['10.96.0.0/12', 'fd00:10:96::/112'],
    },
    {
      name: 'a Service that wants both, on nodes of one',
      text: `${node('10.0.0.0/24')}---\n${service('{ipFamilyPolicy: RequireDualStack}')}`,
      families: ['IPv4'],
      ranges: ['10.96.0.0/12'],
    },
    {
      name: 'a Service of another cluster',
      text: service('{clusterIP: 10.43.0.10}', ', uid: u'),
      families: ['IPv4'],
      ranges: ['10.96.0.0/12', '10.43.0.0/16'],
    },
    {
      name: 'a ServiceCIDR',
      text: 'apiVersion: networking.k8s.io/v1\nkind: ServiceCIDR\nmetadata: {name: a}\nspec: {cidrs: [10.0.0.0/16]}',
      families: ['IPv4'],
      ranges: ['10.0.0.0/16'],
    },
  ])('of $name', ({ text, families, ranges }) => {
    const networks = networksOf(objectsOf(text))
    expect(networks.families).toEqual(families)
    expect(networks.serviceRanges.map(formatPrefix)).toEqual(ranges)
  })

  it('a Service comes from a cluster if it has a UID, or all that is allocated', () => {
    const allocated = { clusterIP: '10.0.0.1', ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' }
    expect(isFromCluster(serviceOf({}, { uid: 'u' }))).toBe(true)
    expect(isFromCluster(serviceOf(allocated))).toBe(true)
    expect(isFromCluster(serviceOf({ clusterIP: '10.0.0.1' }))).toBe(false)
  })
})
