import { describe, expect, it } from 'vitest'
import { ConnectionTracker } from '../../../src/kernel/netfilter/connection-tracker.ts'
import { readConnectionSettings } from '../../../src/kernel/netfilter/connections/connection-settings.ts'
import { connectionStatus } from '../../../src/kernel/netfilter/hook.ts'
import { createSocketBuffer } from '../../../src/kernel/netfilter/socket-buffer.ts'
import type { Packet } from '../../../src/packet/packet.ts'
import { tcpFlag } from '../../../src/packet/protocol.ts'
import { contextOf, packet, testKernel } from '../packets.ts'

const request = () => packet('udp', '10.0.0.1:5000', '10.0.0.2:53')
const answer = () => packet('udp', '10.0.0.2:53', '10.0.0.1:5000')

/** A packet's whole way: tracked, and confirmed unless it is dropped. */
function pass(tracker: ConnectionTracker, one: Packet, nowMs = 0, dropped = false) {
  const context = contextOf(testKernel(), nowMs)
  const buffer = createSocketBuffer(one, 'eth0', false)
  const tracked = tracker.track(buffer, context)
  if (tracked && !dropped) tracker.confirm(buffer, context)
  const { connectionState, direction, connection } = buffer
  const table = tracker.tableOf(one)
  const status = connection < 0 ? 0 : table.status(connection)
  const leftMs = connection < 0 ? 0 : table.expiresMs(connection) - nowMs
  tracker.release(buffer, context)
  return { tracked, connectionState, direction, status, leftMs }
}

describe('connection tracking', () => {
  it('calls a flow NEW until it is answered, then ESTABLISHED both ways', () => {
    const tracker = new ConnectionTracker()
    expect(pass(tracker, request()).connectionState).toBe('NEW')
    expect(pass(tracker, request()).connectionState).toBe('NEW')
    expect(pass(tracker, answer())).toMatchObject({
      connectionState: 'ESTABLISHED',
      direction: 'reply',
    })
    expect(pass(tracker, request()).connectionState).toBe('ESTABLISHED')
    expect(tracker.count).toBe(1)
  })

  it('forgets a first packet that was dropped', () => {
    const tracker = new ConnectionTracker()
    pass(tracker, request(), 0, true)
    expect(tracker.count).toBe(0)
    expect(pass(tracker, answer()).connectionState).toBe('NEW')
  })

  it('makes a UDP flow a stream once it talks both ways after two seconds', () => {
    const tracker = new ConnectionTracker()
    pass(tracker, request(), 0)
    expect(pass(tracker, answer(), 1_000).leftMs).toBe(30_000)
    expect(pass(tracker, request(), 2_000).leftMs).toBe(30_000)
    const later = pass(tracker, request(), 2_001)
    expect(later.leftMs).toBe(120_000)
    expect(later.status & connectionStatus.assured).toBeTruthy()
    expect(pass(tracker, answer(), 122_001).connectionState).toBe('NEW')
  })

  it('gives each protocol its own time', () => {
    const tracker = new ConnectionTracker()
    expect(pass(tracker, packet('tcp', '10.0.0.1:1', '10.0.0.2:80')).leftMs).toBe(120_000)
    expect(pass(tracker, packet('sctp', '10.0.0.1:1', '10.0.0.2:80')).leftMs).toBe(10_000)
    expect(pass(tracker, packet('icmp', '10.0.0.1:7', '10.0.0.2:7')).leftMs).toBe(30_000)
    expect(pass(tracker, packet('icmpv6', '[fd00::1]:7', '[fd00::2]:7')).leftMs).toBe(30_000)
    const other = packet('udp', '10.0.0.1:0', '10.0.0.2:0', { protocol: 47 })
    expect(pass(tracker, other).leftMs).toBe(600_000)
  })

  it('picks a connection up in its middle, but not for five days before it is answered', () => {
    const tracker = new ConnectionTracker()
    const middle = packet('tcp', '10.0.0.1:1', '10.0.0.2:80', { tcpFlags: tcpFlag.ack })
    expect(pass(tracker, middle)).toMatchObject({ connectionState: 'NEW', leftMs: 300_000 })
  })

  it.each([
    { name: 'SYN and FIN together', fields: { tcpFlags: tcpFlag.syn | tcpFlag.fin } },
    { name: 'a lone RST', fields: { tcpFlags: tcpFlag.rst } },
  ])('calls $name INVALID', ({ fields }) => {
    const tracker = new ConnectionTracker()
    const odd = packet('tcp', '10.0.0.1:1', '10.0.0.2:80', fields)
    expect(pass(tracker, odd).connectionState).toBe('INVALID')
    expect(tracker.count).toBe(0)
  })

  it('calls an answer to no ping INVALID, and neighbour talk UNTRACKED', () => {
    const tracker = new ConnectionTracker()
    const reply = packet('icmp', '10.0.0.1:1', '10.0.0.2:1', { icmpType: 0 })
    expect(pass(tracker, reply).connectionState).toBe('INVALID')
    const solicitation = packet('icmpv6', '[fd00::1]:0', '[fd00::2]:0', { icmpType: 135 })
    expect(pass(tracker, solicitation).connectionState).toBe('UNTRACKED')
  })

  it('leaves a packet alone that has been seen, or shall not be tracked', () => {
    const tracker = new ConnectionTracker()
    const buffer = createSocketBuffer(request(), 'eth0', false)
    buffer.connectionState = 'UNTRACKED'
    tracker.track(buffer, contextOf(testKernel()))
    expect(tracker.count).toBe(0)
  })

  it('begins a TCP connection anew over one that a RST has closed', () => {
    const tracker = new ConnectionTracker()
    const segment = (flags: number) =>
      packet('tcp', '10.0.0.1:1', '10.0.0.2:80', { tcpFlags: flags })
    const back = packet('tcp', '10.0.0.2:80', '10.0.0.1:1', { tcpFlags: tcpFlag.syn | tcpFlag.ack })
    for (const one of [segment(tcpFlag.syn), back, segment(tcpFlag.ack), segment(tcpFlag.rst)])
      pass(tracker, one)
    expect(pass(tracker, segment(tcpFlag.syn)).connectionState).toBe('NEW')
    expect(tracker.count).toBe(1)
  })

  it('forgets a connection that only a RST has answered', () => {
    const tracker = new ConnectionTracker()
    pass(tracker, packet('tcp', '10.0.0.1:1', '10.0.0.2:80'))
    pass(
      tracker,
      packet('tcp', '10.0.0.2:80', '10.0.0.1:1', { tcpFlags: tcpFlag.rst | tcpFlag.ack }),
    )
    expect(tracker.count).toBe(0)
  })

  it('with a full table drops a flow that nobody answered, else the new packet', () => {
    const tracker = new ConnectionTracker()
    const max = { 'net.netfilter.nf_conntrack_max': '1' } as Record<string, string>
    tracker.settings = readConnectionSettings((name) => max[name])
    pass(tracker, request(), 0)
    pass(tracker, answer(), 0)
    pass(tracker, request(), 3_000)
    expect(pass(tracker, packet('udp', '10.0.0.9:1', '10.0.0.2:53'), 3_000).tracked).toBe(false)
    expect(pass(tracker, packet('udp', '10.0.0.9:1', '10.0.0.2:53'), 200_000).tracked).toBe(true)
    expect(tracker.count).toBe(1)
  })
})
