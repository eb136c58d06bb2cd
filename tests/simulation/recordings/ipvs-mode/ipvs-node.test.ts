import { describe, expect, it } from 'vitest'
import { IpvsNode, sortedSets } from '../../../../src/simulation/recordings/ipvs-mode/ipvs-node.ts'
import { testKernel } from '../../../kernel/packets.ts'

const answer = {
  iptables: {
    ensure: ['-t nat -N KUBE-SERVICES'],
    restore: '*nat\n:KUBE-SERVICES - [0:0]\nCOMMIT\n',
  },
  ipvs: {
    timeouts: ['15m0s', '0s', '5m0s'],
    dummyAddresses: ['10.96.0.1'],
    ipsetOps: [
      'create KUBE-IPVS-IPS hash:ip family inet hashsize 1024 maxelem 65536 -exist',
      'add KUBE-IPVS-IPS 10.96.0.1',
    ],
    ops: [
      'AddVirtualServer 10.96.0.1:80/TCP rr',
      'AddRealServer 10.96.0.1:80/TCP 10.244.1.1:8080 weight=1',
      'AddRealServer 10.96.0.1:80/TCP 10.244.1.2:8080 weight=1',
    ],
  },
}

describe('a recorded IPVS node', () => {
  it('does what kube-proxy asks for, and lists it', () => {
    const kernel = testKernel()
    const node = new IpvsNode(kernel, '6.1.192', { conntrack: '1', sync_threshold: '3\t50' })
    node.apply(answer, 0)
    expect(kernel.routing.isLocal(0x0a600001 as never)).toBe(true)
    expect(node.ipvs.timeouts.settings).toEqual({ tcp: 900, tcpFin: 120, udp: 300 })
    expect(node.listings(0)).toMatchObject({
      dummy: ['10.96.0.1'],
      order: { '10.96.0.1:80/TCP': ['10.244.1.2:8080', '10.244.1.1:8080'] },
      ipset: expect.stringContaining('add KUBE-IPVS-IPS 10.96.0.1\n'),
    })
    expect(node.list()).toContain('10.244.1.1:8080')
    expect(node.connections()).toEqual([])
    node.advance(1000)
  })

  it('takes addresses away that are wanted no more', () => {
    const kernel = testKernel()
    const node = new IpvsNode(kernel, '6.1.192', {})
    node.apply(answer, 0)
    node.apply({ ipvs: { dummyAddresses: [], ops: ['DeleteVirtualServer 10.96.0.1:80/TCP'] } }, 1)
    expect(kernel.routing.isLocal(0x0a600001 as never)).toBe(false)
  })
})

it('sorts entries within each set', () => {
  const text = 'create B x\nadd B 2\nadd B 1\ncreate A x\nadd A 1\n'
  expect(sortedSets(text)).toBe('create B x\nadd B 1\nadd B 2\ncreate A x\nadd A 1\n')
})
