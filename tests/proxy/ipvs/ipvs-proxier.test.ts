import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EndpointSlice } from '../../../src/kubernetes/objects/endpoint-slice.ts'
import type { Service } from '../../../src/kubernetes/objects/service.ts'
import { service, slice } from '../objects.ts'
import { entriesOf, ipvsNode, operationsOf } from './ipvs-node.ts'

describe('the IPVS proxier', () => {
  it('makes sets, virtual server, address and rules for a new Service', () => {
    const node = ipvsNode()
    const transaction = node.sync(service(), slice(['10.0.0.2', '10.0.0.10']))
    expect(operationsOf(transaction)).toEqual([
      'AddVirtualServer 10.96.0.1:80/TCP rr',
      'AddRealServer 10.96.0.1:80/TCP 10.0.0.10:8080 weight=1',
      'AddRealServer 10.96.0.1:80/TCP 10.0.0.2:8080 weight=1',
    ])
    expect(transaction.boundAddresses).toEqual(['10.96.0.1'])
    expect(transaction.sets).toHaveLength(17)
    expect(transaction.entryOperations.map(({ set, entry }) => [set.name, entry])).toEqual([
      ['KUBE-CLUSTER-IP', '10.96.0.1,tcp:80'],
      ['KUBE-IPVS-IPS', '10.96.0.1'],
    ])
    expect(transaction.restore).toContain('--match-set KUBE-CLUSTER-IP dst,dst ! -s 10.0.0.0/16')
  })

  it('has nothing to do when nothing changed', () => {
    const node = ipvsNode()
    node.sync(service(), slice(['10.0.0.2']))
    expect(node.sync()).toMatchObject({
      operations: [],
      boundAddresses: [],
      entryOperations: [],
      unboundAddresses: [],
    })
  })

  it('takes everything away with the Service', () => {
    const node = ipvsNode()
    node.sync(service(), slice(['10.0.0.2']))
    const transaction = node.deleteService()
    expect(operationsOf(transaction)).toEqual(['DeleteVirtualServer 10.96.0.1:80/TCP'])
    expect(transaction.unboundAddresses).toEqual(['10.96.0.1'])
    expect(transaction.entryOperations.map(({ kind, entry }) => `${kind} ${entry}`)).toEqual([
      'delete 10.96.0.1,tcp:80',
      'delete 10.96.0.1',
    ])
    expect(node.proxier.snapshot().virtualServers).toEqual([])
  })

  it('keeps an address while another port of it is there', () => {
    const node = ipvsNode()
    const twoPorts = [{ name: 'http' }, { name: 'dns', port: 53, protocol: 'UDP' as const }]
    node.sync(service({ ports: twoPorts }))
    const transaction = node.sync(service())
    expect(operationsOf(transaction)).toEqual(['DeleteVirtualServer 10.96.0.1:53/UDP'])
    expect(transaction.unboundAddresses).toEqual([])
  })

  it('leaves virtual servers of excluded networks where they are', () => {
    const ipvs = {
      scheduler: '',
      excludeCidrs: ['10.96.0.0/24'],
      strictArp: false,
      tcpTimeoutMs: 0,
      tcpFinTimeoutMs: 0,
      udpTimeoutMs: 0,
    }
    const node = ipvsNode({ configuration: { ipvs } })
    node.sync(service())
    const transaction = node.deleteService()
    expect(operationsOf(transaction)).toEqual([])
    expect(transaction.unboundAddresses).toEqual(['10.96.0.1'])
  })

  it('gives a virtual server that two Services claim to one after the other, at every sync', () => {
    const node = ipvsNode()
    const other = service({}, { name: 'zoo' })
    const otherSlice = slice(['10.0.0.9'], {
      name: 'zoo-1',
      labels: { 'kubernetes.io/service-name': 'zoo' },
    })
    node.sync(service(), slice(['10.0.0.2']), other, otherSlice)
    expect(operationsOf(node.sync())).toEqual([
      'AddRealServer 10.96.0.1:80/TCP 10.0.0.2:8080 weight=1',
      'DeleteRealServer 10.96.0.1:80/TCP 10.0.0.9:8080',
      'AddRealServer 10.96.0.1:80/TCP 10.0.0.9:8080 weight=1',
      'DeleteRealServer 10.96.0.1:80/TCP 10.0.0.2:8080',
    ])
    expect(operationsOf(node.deleteService('zoo'))).toEqual([
      'AddRealServer 10.96.0.1:80/TCP 10.0.0.2:8080 weight=1',
      'DeleteRealServer 10.96.0.1:80/TCP 10.0.0.9:8080',
    ])
    expect(operationsOf(node.sync())).toEqual([])
  })
})

describe('graceful termination', () => {
  const name = '10.96.0.1:80/TCP/10.0.0.2:8080'
  const retired = () => {
    const node = ipvsNode()
    node.sync(service(), slice(['10.0.0.2']))
    node.connections.set(name, 3)
    return { node, transaction: node.sync(slice([])) }
  }

  it('sets the weight to 0 while there are connections, and deletes at a check after them', () => {
    const { node, transaction } = retired()
    expect(operationsOf(transaction)).toEqual([
      'UpdateRealServer 10.96.0.1:80/TCP 10.0.0.2:8080 weight=0',
    ])
    expect(node.proxier.terminating()).toEqual([name])
    expect(operationsOf(node.proxier.checkTerminating())).toEqual([])
    node.connections.delete(name)
    expect(operationsOf(node.proxier.checkTerminating())).toEqual([
      'DeleteRealServer 10.96.0.1:80/TCP 10.0.0.2:8080',
    ])
    expect(node.proxier.terminating()).toEqual([])
    expect(operationsOf(node.sync())).toEqual([])
  })

  it('deletes a terminating server and adds it again when it is wanted again', () => {
    const { node } = retired()
    expect(operationsOf(node.sync(slice(['10.0.0.2'])))).toEqual([
      'DeleteRealServer 10.96.0.1:80/TCP 10.0.0.2:8080',
      'AddRealServer 10.96.0.1:80/TCP 10.0.0.2:8080 weight=1',
    ])
  })

  // kube-proxy does not take a server off its list when the virtual server goes.
  it('takes a server that came back with its virtual server away and adds it once more', () => {
    const { node } = retired()
    node.deleteService()
    node.sync(service(), slice(['10.0.0.2']))
    node.connections.clear()
    expect(operationsOf(node.proxier.checkTerminating())).toEqual([
      'DeleteRealServer 10.96.0.1:80/TCP 10.0.0.2:8080',
    ])
    expect(operationsOf(node.sync())).toEqual([
      'AddRealServer 10.96.0.1:80/TCP 10.0.0.2:8080 weight=1',
    ])
  })
})

describe('an IPVS proxier that starts where another one was', () => {
  it('finds its work done', () => {
    const before = ipvsNode()
    before.sync(service(), slice(['10.0.0.2']))
    const after = ipvsNode({ leftBehind: before.proxier.snapshot() })
    expect(after.sync(service(), slice(['10.0.0.2']))).toMatchObject({
      operations: [],
      entryOperations: [],
      boundAddresses: [],
      unboundAddresses: [],
    })
    expect(after.proxier.snapshot()).toEqual(before.proxier.snapshot())
  })

  it('removes what no Service asks for any more', () => {
    const before = ipvsNode()
    before.sync(service(), slice(['10.0.0.2']))
    const after = ipvsNode({ leftBehind: before.proxier.snapshot() })
    const transaction = after.sync()
    expect(operationsOf(transaction)).toEqual(['DeleteVirtualServer 10.96.0.1:80/TCP'])
    expect(transaction.unboundAddresses).toEqual(['10.96.0.1'])
    expect(transaction.entryOperations).toHaveLength(2)
  })

  it('gives a server that was terminating its weight back', () => {
    const before = ipvsNode()
    before.sync(service(), slice(['10.0.0.2']))
    before.connections.set('10.96.0.1:80/TCP/10.0.0.2:8080', 1)
    before.sync(slice([]))
    const after = ipvsNode({ leftBehind: before.proxier.snapshot() })
    expect(operationsOf(after.sync(service(), slice(['10.0.0.2'])))).toEqual([
      'UpdateRealServer 10.96.0.1:80/TCP 10.0.0.2:8080 weight=1',
    ])
  })
})

describe('one change at a time', () => {
  const change = fc.record({
    name: fc.constantFrom('a', 'b', 'c'),
    isGone: fc.boolean(),
    clusterIP: fc.constantFrom('10.96.0.1', '10.96.0.2'),
    type: fc.constantFrom('ClusterIP' as const, 'NodePort' as const),
    endpoints: fc.uniqueArray(fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.3')),
  })

  it('ends where a proxier ends that sees only the last state', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const node = ipvsNode()
        const last = new Map<string, readonly (Service | EndpointSlice)[]>()
        node.sync()
        for (const { name, isGone, clusterIP, type, endpoints } of changes) {
          const labels = { 'kubernetes.io/service-name': name }
          const objects = [
            service(
              { clusterIP, type, ports: [{ nodePort: type === 'NodePort' ? 30_000 : 0 }] },
              { name },
            ),
            slice(endpoints, { name, labels }),
          ]
          if (isGone) node.deleteService(name)
          else node.sync(...objects)
          if (isGone) last.delete(name)
          else last.set(name, objects)
        }
        // Contended virtual servers go to the last in order at each sync, in both.
        const fresh = ipvsNode()
        fresh.sync(...[...last.values()].flat())
        expect(entriesOf(node)).toEqual(entriesOf(fresh))
        expect(node.proxier.snapshot().addresses).toEqual(fresh.proxier.snapshot().addresses)
        const servers = (of: typeof node) =>
          of.proxier
            .snapshot()
            .virtualServers.map(({ virtualServer, realServers }) =>
              [virtualServer.text, ...[...realServers.keys()].sort()].join(' '),
            )
            .sort()
        node.sync()
        fresh.sync()
        expect(servers(node)).toEqual(servers(fresh))
      }),
      { numRuns: 200 },
    )
  })
})
