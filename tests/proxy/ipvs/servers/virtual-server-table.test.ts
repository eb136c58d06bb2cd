import { describe, expect, it } from 'vitest'
import type { ServiceProtocol } from '../../../../src/kubernetes/objects/service.ts'
import {
  type VirtualServer,
  virtualServerText,
} from '../../../../src/proxy/ipvs/servers/virtual-server.ts'
import {
  type CountConnections,
  VirtualServerTable,
} from '../../../../src/proxy/ipvs/servers/virtual-server-table.ts'
import type { IpvsOperation } from '../../../../src/proxy/ipvs/transaction.ts'
import type { EndpointInfo } from '../../../../src/proxy/tracking/endpoint-info.ts'
import { operationText } from '../../../../src/simulation/recordings/kube-proxy/ipvs/operation-text.ts'

const virtualServer = (protocol: ServiceProtocol = 'TCP'): VirtualServer => ({
  text: virtualServerText('10.96.0.1', 80, protocol),
  address: '10.96.0.1',
  port: 80,
  protocol,
  scheduler: 'rr',
  flags: 0,
  timeoutSeconds: 0,
})
const endpoints = (...addresses: string[]): EndpointInfo[] =>
  addresses.map((ip) => ({
    ip,
    port: 8080,
    text: `${ip}:8080`,
    isLocal: false,
    isReady: true,
    isServing: true,
    isTerminating: false,
    zoneHints: undefined,
    nodeHints: undefined,
  }))

/** A table, and what its steps did since the last look. */
function tableOf(countConnections: CountConnections, protocol: ServiceProtocol = 'TCP') {
  const table = new VirtualServerTable(countConnections)
  const server = virtualServer(protocol)
  let operations: IpvsOperation[] = []
  const look = () => {
    const texts = operations.map(operationText)
    operations = []
    return texts
  }
  return {
    table,
    want: (...addresses: string[]) => {
      table.ensure(server, operations)
      table.syncRealServers(server.text, endpoints(...addresses), false, operations)
      return look()
    },
    check: () => {
      table.checkTerminating(operations)
      return look()
    },
    drop: () => {
      table.delete(server.text, operations)
      return look()
    },
  }
}

describe('VirtualServerTable', () => {
  it.each([
    {
      protocol: 'TCP' as const,
      want: ['UpdateRealServer 10.96.0.1:80/TCP 10.0.0.1:8080 weight=0'],
    },
    { protocol: 'UDP' as const, want: ['DeleteRealServer 10.96.0.1:80/UDP 10.0.0.1:8080'] },
    { protocol: 'SCTP' as const, want: ['DeleteRealServer 10.96.0.1:80/SCTP 10.0.0.1:8080'] },
  ])('retires a $protocol server that has connections', ({ protocol, want }) => {
    const one = tableOf(() => 1, protocol)
    one.want('10.0.0.1')
    expect(one.want()).toEqual(want)
    expect(one.want()).toEqual([])
  })

  it('removes in the order of names what is not wanted', () => {
    const one = tableOf(() => 0)
    one.want('10.0.0.1', '10.0.0.2', '10.0.0.3')
    expect(one.want('10.0.0.2')).toEqual([
      'DeleteRealServer 10.96.0.1:80/TCP 10.0.0.1:8080',
      'DeleteRealServer 10.96.0.1:80/TCP 10.0.0.3:8080',
    ])
  })

  it('goes on waiting for servers of a virtual server that is gone, and then looks again', () => {
    let connections = 1
    const one = tableOf(() => connections)
    one.want('10.0.0.1')
    one.want()
    expect(one.drop()).toEqual(['DeleteVirtualServer 10.96.0.1:80/TCP'])
    expect(one.check()).toEqual([])
    one.want('10.0.0.1')
    expect(one.table.takeUnsettled()).toEqual(['10.96.0.1:80/TCP'])
    connections = 0
    expect(one.check()).toEqual(['DeleteRealServer 10.96.0.1:80/TCP 10.0.0.1:8080'])
    expect(one.table.takeUnsettled()).toEqual(['10.96.0.1:80/TCP'])
    expect(one.table.terminating()).toEqual([])
  })

  it('knows nothing of what it was never told', () => {
    const one = tableOf(() => 0)
    expect(one.drop()).toEqual([])
    expect(one.table.get('10.96.0.1:80/TCP')).toBeUndefined()
    expect([...one.table.names(), ...one.table.values()]).toEqual([])
  })
})
