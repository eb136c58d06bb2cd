import { expect, it } from 'vitest'
import { listing } from '../../../../../src/simulation/recordings/kube-proxy/ipvs/listing.ts'
import { ipvsNode } from '../../../../proxy/ipvs/ipvs-node.ts'
import { service, slice } from '../../../../proxy/objects.ts'

it('lists virtual servers with the counts of their real servers', () => {
  const node = ipvsNode()
  node.sync(service(), slice(['10.0.0.2']))
  const { virtualServers, dummyAddresses, ipsets } = listing(node.proxier.snapshot(), () => {
    return { active: 2, inactive: 1 }
  })
  expect(virtualServers).toMatchObject([
    {
      address: '10.96.0.1',
      flags: 0,
      flagNames: [],
      netmask: 4_294_967_295,
      realServers: [{ address: '10.0.0.2', port: 8080, weight: 1, activeConn: 2, inactiveConn: 1 }],
    },
  ])
  expect(dummyAddresses).toEqual(['10.96.0.1'])
  expect(ipsets[0]).toEqual({
    name: 'KUBE-CLUSTER-IP',
    type: 'hash:ip,port',
    family: 'inet',
    comment: 'Kubernetes service cluster ip + port for masquerade purpose',
    entries: ['10.96.0.1,tcp:80'],
  })
})
