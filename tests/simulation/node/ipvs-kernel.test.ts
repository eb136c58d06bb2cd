import { beforeEach, describe, expect, it } from 'vitest'
import { formatSave } from '../../../src/kernel/ipvs/text/ipvsadm-save.ts'
import { Routing } from '../../../src/kernel/netfilter/routing.ts'
import { NodeKernel } from '../../../src/kernel/node-kernel.ts'
import { parseAddress } from '../../../src/packet/address.ts'
import {
  type RealServer,
  type VirtualServer,
  virtualServerFlag,
} from '../../../src/proxy/ipvs/servers/virtual-server.ts'
import { emptyTransaction, type IpvsTransaction } from '../../../src/proxy/ipvs/transaction.ts'
import { IpvsKernel } from '../../../src/simulation/node/ipvs-kernel.ts'

const virtualServer: VirtualServer = {
  text: '10.96.0.1:80/TCP',
  address: '10.96.0.1',
  port: 80,
  protocol: 'TCP',
  scheduler: 'rr',
  flags: 0,
  timeoutSeconds: 0,
}
const server = (ip: string, weight = 1): RealServer => ({
  text: `${ip}:8080`,
  ip,
  port: 8080,
  weight,
})
const add = (realServer: RealServer) =>
  ({ kind: 'add-real-server', virtualServer, realServer }) as const

let kernel: NodeKernel
let ipvs: IpvsKernel
const apply = (part: Partial<IpvsTransaction>, nowMs = 0) =>
  ipvs.apply({ ...emptyTransaction, ...part }, nowMs)
const servers = () => formatSave(ipvs.engine.virtualServers)

beforeEach(() => {
  kernel = new NodeKernel(new Routing([], []))
  ipvs = new IpvsKernel(kernel, '6.12')
  apply({
    operations: [{ kind: 'add-virtual-server', virtualServer }, add(server('10.244.1.2'))],
    boundAddresses: ['10.96.0.1'],
  })
})

describe('what a transaction does to IPVS', () => {
  it('adds servers, always with NAT', () => {
    expect(servers()).toEqual([
      '-A -t 10.96.0.1:80 -s rr',
      '-a -t 10.96.0.1:80 -r 10.244.1.2:8080 -m -w 1',
    ])
  })

  it('changes a server’s weight, and takes it away', () => {
    const realServer = server('10.244.1.2', 0)
    apply({ operations: [{ kind: 'update-real-server', virtualServer, realServer }] })
    expect(servers()[1]).toContain('-w 0')
    apply({ operations: [{ kind: 'delete-real-server', virtualServer, realServer }] })
    expect(servers()).toHaveLength(1)
  })

  it('makes a virtual server persistent', () => {
    const sticky = { ...virtualServer, flags: virtualServerFlag.persistent, timeoutSeconds: 77 }
    apply({ operations: [{ kind: 'update-virtual-server', virtualServer: sticky }] })
    expect(servers()[0]).toBe('-A -t 10.96.0.1:80 -s rr -p 77')
  })

  it('deletes a virtual server with its servers', () => {
    apply({ operations: [{ kind: 'delete-virtual-server', virtualServer }] })
    expect(servers()).toEqual([])
  })

  it('makes bound addresses local, and others no longer', () => {
    const isLocal = (address: string) => kernel.routing.isLocal(parseAddress(address))
    expect(isLocal('10.96.0.1')).toBe(true)
    apply({ boundAddresses: ['10.96.0.3', '10.96.0.2'], unboundAddresses: ['10.96.0.1'] })
    expect(ipvs.addresses).toEqual(['10.96.0.2', '10.96.0.3'])
    expect([isLocal('10.96.0.1'), isLocal('10.96.0.2')]).toEqual([false, true])
  })

  it('counts the connections of a server, of an unknown one too', () => {
    expect(ipvs.countConnections(virtualServer, server('10.244.1.2'))).toBe(0)
    expect(ipvs.countConnections(virtualServer, server('10.244.9.9'))).toBe(0)
    expect(
      ipvs.countConnections({ ...virtualServer, address: '10.96.7.7' }, server('10.244.1.2')),
    ).toBe(0)
  })

  it('refuses to add a server twice, as the kernel does', () => {
    expect(() => apply({ operations: [add(server('10.244.1.2'))] })).toThrow()
    expect(servers()).toHaveLength(2)
  })

  it('takes those sysctls that are its own', () => {
    ipvs.setSysctls({ 'net/ipv4/vs/conntrack': 1, 'net/ipv4/ip_forward': 0 })
    expect(ipvs.engine.sysctls.conntrack).toBe(1)
  })
})
