import { describe, expect, it } from 'vitest'
import { findIpvsOwners } from '../../../src/proxy/ipvs/directory.ts'
import { setKeys } from '../../../src/proxy/ipvs/sets/set-definition.ts'
import { service, slice } from '../objects.ts'
import { ipvsNode } from './ipvs-node.ts'

const key = 'shop/web:http\u0000TCP'

describe('what names of IPVS mode belong to', () => {
  it('tells what wants a virtual server, and how', () => {
    const node = ipvsNode()
    node.sync(service({ externalIPs: ['203.0.113.5'] }), slice(['10.0.0.2']))
    node.connections.set('203.0.113.5:80/TCP/10.0.0.2:8080', 1)
    node.sync(slice([]))
    const owners = findIpvsOwners('203.0.113.5:80', node.proxier.records())
    expect(owners).toMatchObject([
      {
        kind: 'virtual-server',
        claims: [{ port: key, reason: 'external IP' }],
        terminating: ['10.0.0.2:8080'],
      },
    ])
  })

  it('tells whose entries a set has, and which rules ask it', () => {
    const node = ipvsNode()
    node.sync(service())
    expect(findIpvsOwners('KUBE-CLUSTER-IP', node.proxier.records())).toMatchObject([
      {
        kind: 'set',
        entries: [{ entry: '10.96.0.1,tcp:80', ports: [key] }],
        rules: [{}, {}, {}].map(() => expect.stringContaining('--match-set KUBE-CLUSTER-IP ')),
      },
    ])
    expect(findIpvsOwners('KUBE-IPVS-IPS', node.proxier.records())).toMatchObject([
      { entries: [{ entry: '10.96.0.1', ports: [key] }] },
    ])
  })

  it('tells chain and set of one name apart', () => {
    const owners = findIpvsOwners('KUBE-LOAD-BALANCER', ipvsNode().proxier.records())
    expect(owners.map(({ kind }) => kind)).toEqual(['chain', 'set'])
  })

  it('knows every set, and nothing else', () => {
    const { proxier } = ipvsNode()
    proxier.sync({
      nowMs: 0,
      fullSyncWanted: true,
      cluster: ipvsNode().proxy.view(),
    })
    for (const name of setKeys)
      expect(findIpvsOwners(name, proxier.records()).some(({ kind }) => kind === 'set')).toBe(true)
    expect(findIpvsOwners('KUBE-SVC-ABC', proxier.records())).toEqual([])
  })
})
