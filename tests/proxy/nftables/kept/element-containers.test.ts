import { expect, it } from 'vitest'
import { elementContainers } from '../../../../src/proxy/nftables/kept/element-containers.ts'

it('holds the containers in the order in which leftovers are deleted', () => {
  expect(Object.values(elementContainers()).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'set cluster-ips',
    'map service-ips',
    'map firewall-ips',
    'map no-endpoint-services',
    'map no-endpoint-nodeports',
    'map service-nodeports',
    'set hairpin-connections',
  ])
})
