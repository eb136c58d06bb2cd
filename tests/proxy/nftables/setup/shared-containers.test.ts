import { expect, it } from 'vitest'
import { sharedContainers } from '../../../../src/proxy/nftables/setup/shared-containers.ts'
import { linesOf, nftSettings } from '../nftables-node.ts'

it.each([
  ['IPv4', 'ipv4_addr'],
  ['IPv6', 'ipv6_addr'],
] as const)('keys %s elements by %s', (family, type) => {
  const { serviceIps, hairpinConnections, serviceNodePorts } = sharedContainers(
    nftSettings({ family }),
  )
  expect(linesOf([serviceIps, hairpinConnections, serviceNodePorts])).toEqual([
    `add map service-ips { type ${type} . inet_proto . inet_service : verdict ; comment "ClusterIP, ExternalIP and LoadBalancer IP traffic" ; }`,
    `add set hairpin-connections { type ${type} . ${type} . inet_proto . inet_service ; comment "service hairpin connections" ; }`,
    'add map service-nodeports { type inet_proto . inet_service : verdict ; comment "NodePort traffic" ; }',
  ])
})
