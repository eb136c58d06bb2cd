import { describe, expect, it } from 'vitest'
import { service, slice } from '../../objects.ts'
import { entriesOf, ipvsNode, operationsOf } from '../ipvs-node.ts'

const local = { address: '10.0.0.1', nodeName: 'node-1', conditions: { ready: true } }
const remote = { address: '10.0.0.2', conditions: { ready: true } }
const nodePortService = (spec: Parameters<typeof service>[0] = {}) =>
  service({ type: 'NodePort', ports: [{ nodePort: 30_080 }], ...spec })

/** The real servers of a virtual server after one sync. */
function serversOf(node: ReturnType<typeof ipvsNode>, name: string): string[] | undefined {
  const found = node.proxier
    .snapshot()
    .virtualServers.find((one) => one.virtualServer.text === name)
  return found && [...found.realServers.values()].map(({ ip }) => ip)
}

describe('which servers a virtual server gets', () => {
  it.each([
    { name: 'Cluster: all', spec: {}, endpoints: [local, remote], inside: 2, outside: 2 },
    {
      name: 'external Local: the local one from outside',
      spec: { externalTrafficPolicy: 'Local' as const },
      endpoints: [local, remote],
      inside: 2,
      outside: 1,
    },
    {
      name: 'external Local without a local one: all',
      spec: { externalTrafficPolicy: 'Local' as const },
      endpoints: [remote],
      inside: 1,
      outside: 1,
    },
    {
      name: 'internal Local without a local one, with a way in from outside: all',
      spec: { internalTrafficPolicy: 'Local' as const },
      endpoints: [remote],
      inside: 1,
      outside: 1,
    },
  ])('$name', ({ spec, endpoints, inside, outside }) => {
    const node = ipvsNode()
    node.sync(nodePortService(spec), slice(endpoints))
    expect(serversOf(node, '10.96.0.1:80/TCP')).toHaveLength(inside)
    expect(serversOf(node, '192.168.0.10:30080/TCP')).toHaveLength(outside)
  })

  it('internal Local without a local one and without a way in: none', () => {
    const node = ipvsNode()
    node.sync(service({ internalTrafficPolicy: 'Local' }), slice([remote]))
    expect(serversOf(node, '10.96.0.1:80/TCP')).toEqual([])
  })
})

describe('flags', () => {
  it('makes affinity persistence, and sets the source port for mh', () => {
    const ipvs = {
      scheduler: 'mh',
      excludeCidrs: [],
      strictArp: false,
      tcpTimeoutMs: 0,
      tcpFinTimeoutMs: 0,
      udpTimeoutMs: 0,
    }
    const node = ipvsNode({ configuration: { ipvs } })
    const affinity = { clientIP: { timeoutSeconds: 90 } }
    const transaction = node.sync(
      service({ sessionAffinity: 'ClientIP', sessionAffinityConfig: affinity }),
    )
    expect(operationsOf(transaction)).toEqual([
      'AddVirtualServer 10.96.0.1:80/TCP mh flags=0x11 timeout=90',
    ])
    expect(operationsOf(node.sync(service()))).toEqual([
      'UpdateVirtualServer 10.96.0.1:80/TCP mh flags=0x10',
    ])
  })
})

describe('entries', () => {
  it('holds every local endpoint in KUBE-LOOP-BACK, ready or not', () => {
    const node = ipvsNode()
    node.sync(service(), slice([{ ...local, conditions: { ready: false } }, remote]))
    expect(entriesOf(node)['KUBE-LOOP-BACK']).toEqual(['10.0.0.1,tcp:8080,10.0.0.1'])
  })

  it.each([
    { protocol: 'TCP' as const, set: 'KUBE-NODE-PORT-TCP', entry: '30080' },
    { protocol: 'UDP' as const, set: 'KUBE-NODE-PORT-UDP', entry: '30080' },
    {
      protocol: 'SCTP' as const,
      set: 'KUBE-NODE-PORT-SCTP-HASH',
      entry: '192.168.0.10,sctp:30080',
    },
  ])('holds a $protocol node port as $entry', ({ protocol, set, entry }) => {
    const node = ipvsNode()
    const ports = [{ nodePort: 30_080, protocol }]
    node.sync(nodePortService({ ports, externalTrafficPolicy: 'Local' }))
    expect(entriesOf(node)[set]).toEqual([entry])
    expect(entriesOf(node)[set.replace('-PORT-', '-PORT-LOCAL-')]).toEqual([entry])
  })

  it('keeps source ranges of a load balancer, and whether the node itself may pass', () => {
    const node = ipvsNode()
    const balanced = (loadBalancerSourceRanges: string[]) =>
      service(
        { type: 'LoadBalancer', loadBalancerSourceRanges },
        { ingress: [{ ip: '203.0.113.5', ipMode: 'VIP' }] },
      )
    const closed = node.sync(balanced(['198.51.100.0/24']))
    expect(closed.restore).toContain(
      '-A KUBE-IPVS-OUT-FILTER -s 203.0.113.5 -m ipvs --vaddr 203.0.113.5 --vproto tcp --vport 80 -j DROP',
    )
    expect(entriesOf(node)['KUBE-LOAD-BALANCER-SOURCE-CIDR']).toEqual([
      '203.0.113.5,tcp:80,198.51.100.0/24',
    ])
    const open = node.sync(balanced(['192.168.0.0/24']))
    expect(open.restore).not.toContain('-m ipvs')
    expect(entriesOf(node)['KUBE-LOAD-BALANCER-SOURCE-IP']).toEqual([
      '203.0.113.5,tcp:80,203.0.113.5',
    ])
  })

  it('loses the health check port where no address takes node ports', () => {
    const balanced = service({
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      healthCheckNodePort: 32_000,
      ports: [{ nodePort: 30_080 }],
    })
    const node = ipvsNode()
    node.sync(balanced)
    expect(entriesOf(node)['KUBE-HEALTH-CHECK-NODE-PORT']).toEqual(['32000'])
    const nowhere = ipvsNode({ configuration: { nodePortAddresses: ['203.0.113.0/24'] } })
    nowhere.sync(balanced)
    expect(entriesOf(nowhere)).not.toHaveProperty('KUBE-HEALTH-CHECK-NODE-PORT')
  })

  it('binds an external address only if the node does not have it already', () => {
    const node = ipvsNode()
    node.sync(service({ externalIPs: ['192.168.0.10', '203.0.113.5'] }))
    expect(node.proxier.snapshot().addresses).toEqual(['10.96.0.1', '203.0.113.5'])
  })
})
