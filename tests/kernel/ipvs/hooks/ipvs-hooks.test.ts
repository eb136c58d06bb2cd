import { describe, expect, it } from 'vitest'
import { StepList } from '../../../../src/kernel/netfilter/trace.ts'
import { tcpFlag } from '../../../../src/packet/protocol.ts'
import { packet } from '../../packets.ts'
import { answerTo, director, endsOf, web } from './director.ts'

const synAck = { tcpFlags: tcpFlag.syn | tcpFlag.ack }
const client = '8.8.8.8:20001'
const virtual = '10.96.0.10:80'

describe('IPVS on the node’s hooks', () => {
  it('takes a packet from outside to a server, masqueraded, and the answer back', () => {
    const node = director(web)
    const there = node.receive(packet('tcp', client, virtual), 'eth0')
    expect(there.fate).toMatchObject({ kind: 'departed', outputInterface: 'cni0' })
    expect(endsOf(there)).toBe('10.244.0.1:20001 → 10.244.1.1:8080')
    const back = node.receive(answerTo(there, synAck), 'cni0')
    expect(endsOf(back)).toBe(`${virtual} → ${client}`)
    const next = packet('tcp', client, virtual, { tcpFlags: tcpFlag.ack })
    expect(endsOf(node.receive(next, 'eth0'))).toBe('10.244.0.1:20001 → 10.244.1.1:8080')
  })

  it('takes the node’s own packets on OUTPUT, and gives the process its answer', () => {
    const node = director(web)
    const there = node.send(packet('tcp', '192.168.0.10:20001', virtual))
    expect(endsOf(there)).toBe('10.244.0.1:20001 → 10.244.1.1:8080')
    const back = node.receive(answerTo(there, synAck), 'cni0')
    expect(back.fate.kind).toBe('delivered')
    expect(endsOf(back)).toBe(`${virtual} → 192.168.0.10:20001`)
  })

  it('gives a server on the node itself the packet at once, without POSTROUTING', () => {
    const node = director([
      '-A -t 10.96.0.10:80 -s rr',
      '-a -t 10.96.0.10:80 -r 192.168.0.10:9090 -m',
    ])
    node.kernel.sockets.open({ protocol: 6, port: 9090 })
    const there = node.receive(packet('tcp', client, virtual), 'eth0')
    expect(there.fate).toMatchObject({ kind: 'delivered', accepted: true })
    expect(endsOf(there)).toBe(`${client} → 192.168.0.10:9090`)
    expect(endsOf(node.send(answerTo(there, synAck)))).toBe(`${virtual} → ${client}`)
  })

  it('answers port unreachable from the virtual address where there is no server', () => {
    const node = director(['-A -t 10.96.0.10:80 -s rr'])
    const { fate, emissions } = node.receive(packet('tcp', client, virtual), 'eth0')
    expect(fate).toMatchObject({ kind: 'rejected', by: 'ipvs' })
    expect(emissions[0]?.packet).toMatchObject({ icmpType: 3, icmpCode: 3 })
    expect(emissions[0] && endsOf(emissions[0])).toBe('10.96.0.10:0 → 8.8.8.8:0')
  })

  it('lets pass what is for no virtual server', () => {
    const node = director(web)
    const { fate } = node.receive(packet('tcp', client, '10.96.0.10:81'), 'eth0')
    expect(fate).toMatchObject({ kind: 'delivered', accepted: false })
  })

  it('does not let a loopback source out to a server', () => {
    const { fate } = director(web).send(packet('tcp', '127.0.0.1:20001', virtual))
    expect(fate).toMatchObject({ kind: 'dropped', by: 'ipvs' })
  })

  it('does not tell a process of a drop after IPVS took its packet', () => {
    const rules =
      '*filter\n:OUTPUT ACCEPT\n-A OUTPUT -m ipvs --vaddr 10.96.0.10 --vport 80 -j DROP\nCOMMIT\n'
    const { fate } = director(web, { rules }).send(packet('udp', '192.168.0.10:1', '10.96.0.9:1'))
    expect(fate.kind).toBe('departed')
    const taken = director(web, { rules }).send(packet('tcp', '192.168.0.10:1', virtual))
    expect(taken.fate).toMatchObject({ kind: 'dropped', error: undefined })
  })

  it('forgets the conntrack entries of a removed server’s connections with them', () => {
    const node = director(web)
    node.receive(packet('tcp', client, virtual), 'eth0')
    expect(node.kernel.tracker.count).toBe(1)
    node.edit('-d -t 10.96.0.10:80 -r 10.244.1.1:8080')
    node.hooks.advance(1)
    expect(node.kernel.tracker.count).toBe(0)
  })

  it('leaves conntrack out of it with net.ipv4.vs.conntrack=0', () => {
    const node = director(web, { conntrack: 0 })
    const there = node.receive(packet('tcp', client, virtual), 'eth0')
    expect(endsOf(there)).toBe(`${client} → 10.244.1.1:8080`)
    expect(node.kernel.tracker.count).toBe(0)
  })

  it('explains what the scheduler found before it chose', () => {
    const node = director(web)
    const trace = new StepList()
    node.receive(packet('tcp', client, virtual), 'eth0', 0, trace)
    expect(trace.steps.find(({ kind }) => kind === 'ipvs')).toMatchObject({
      text: 'virtual server TCP 10.96.0.10:80 rr: scheduled to server 10.244.1.1:8080',
      detail: { servers: [{ server: '10.244.1.1:8080', weight: 1, active: 0, inactive: 0 }] },
    })
  })

  it('tells -m ipvs nothing of packets that it has not taken', () => {
    const { hooks } = director(web)
    const untouched = { packet: packet('tcp', client, virtual), ipvsProperty: false }
    expect(hooks.connectionOf(untouched as never)).toBeUndefined()
  })
})
