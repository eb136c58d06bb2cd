import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { connectionStatus, type NatRange } from '../../../src/kernel/netfilter/hook.ts'
import { createSocketBuffer } from '../../../src/kernel/netfilter/socket-buffer.ts'
import type { NodeKernel } from '../../../src/kernel/node-kernel.ts'
import { formatEndpoint, parseAddress } from '../../../src/packet/address.ts'
import type { Packet } from '../../../src/packet/packet.ts'
import { contextOf, end, packet, testKernel } from '../packets.ts'

const to = (text: string): NatRange => {
  const { address, port } = end(text)
  return { addressMin: address, addressMax: address, portMin: port, portMax: port }
}
const from = (text: string): NatRange => ({
  addressMin: parseAddress(text),
  addressMax: parseAddress(text),
})

/** A packet through both places of NAT, with what the rules would bind if it is the first. */
function pass(kernel: NodeKernel, one: Packet, destination?: NatRange, source?: NatRange): Packet {
  const { tracker, translation } = kernel
  const context = contextOf(kernel)
  const buffer = createSocketBuffer(one, 'eth0', false)
  tracker.track(buffer, context)
  for (const [manipulation, range] of [
    ['destination', destination],
    ['source', source],
  ] as const) {
    if (range !== undefined) translation.bind(buffer, manipulation, range, context)
    if (!translation.isBound(buffer, manipulation))
      translation.bindNull(buffer, manipulation, context)
    translation.translate(buffer, manipulation)
  }
  tracker.confirm(buffer, context)
  tracker.release(buffer, context)
  return one
}

const ends = (one: Packet) =>
  `${formatEndpoint(one.source, one.sourcePort)} → ${formatEndpoint(one.destination, one.destinationPort)}`

describe('address translation', () => {
  it('changes the destination, and an answer back to where the request went', () => {
    const kernel = testKernel()
    const request = pass(
      kernel,
      packet('tcp', '10.0.0.1:5000', '10.96.0.1:80'),
      to('10.244.1.1:8080'),
    )
    expect(ends(request)).toBe('10.0.0.1:5000 → 10.244.1.1:8080')
    const answer = pass(
      kernel,
      packet('tcp', '10.244.1.1:8080', '10.0.0.1:5000', { tcpFlags: 0x12 }),
    )
    expect(ends(answer)).toBe('10.96.0.1:80 → 10.0.0.1:5000')
  })

  it('changes both ends, IPv6 too', () => {
    const kernel = testKernel()
    const request = packet('udp', '[fd00:9::1]:5000', '[fd00:96::1]:53')
    pass(kernel, request, to('[fd00:10::5]:5353'), from('fd00:10::1'))
    expect(ends(request)).toBe('[fd00:10::1]:5000 → [fd00:10::5]:5353')
    const answer = pass(kernel, packet('udp', '[fd00:10::5]:5353', '[fd00:10::1]:5000'))
    expect(ends(answer)).toBe('[fd00:96::1]:53 → [fd00:9::1]:5000')
  })

  it('binds once: later packets follow the first one’s mapping, whatever rules say now', () => {
    const kernel = testKernel()
    pass(kernel, packet('udp', '10.0.0.1:5000', '10.96.0.1:53'))
    const later = pass(kernel, packet('udp', '10.0.0.1:5000', '10.96.0.1:53'), to('10.244.1.1:53'))
    expect(ends(later)).toBe('10.0.0.1:5000 → 10.96.0.1:53')
  })

  it('moves the source port of a second connection to the same backend', () => {
    const kernel = testKernel()
    // recordings/netfilter/results-selftest.txt, masq_ports: one pod, one source port, two services.
    pass(kernel, packet('tcp', '10.244.9.9:5556', '10.96.0.13:80'), to('10.244.4.1:8080'))
    const second = pass(
      kernel,
      packet('tcp', '10.244.9.9:5556', '10.96.0.14:80'),
      to('10.244.4.1:8080'),
    )
    expect(second.sourcePort).not.toBe(5_556)
    const answer = packet('tcp', '10.244.4.1:8080', `10.244.9.9:${second.sourcePort}`, {
      tcpFlags: 0x12,
    })
    expect(ends(pass(kernel, answer))).toBe('10.96.0.14:80 → 10.244.9.9:5556')
  })

  it('turns an ICMP error and what it quotes back to what the sender knows', () => {
    const kernel = testKernel()
    pass(
      kernel,
      packet('udp', '10.0.0.1:5000', '10.96.0.1:53'),
      to('10.244.1.1:5353'),
      from('10.244.0.1'),
    )
    const error = packet('icmp', '10.244.1.1:0', '10.244.0.1:0', {
      icmpType: 3,
      icmpCode: 3,
      quoted: packet('udp', '10.244.0.1:5000', '10.244.1.1:5353'),
    })
    pass(kernel, error)
    expect(ends(error)).toBe('10.96.0.1:0 → 10.0.0.1:0')
    expect(error.quoted && ends(error.quoted)).toBe('10.0.0.1:5000 → 10.96.0.1:53')
  })

  it('says in the status what was changed', () => {
    const kernel = testKernel()
    pass(kernel, packet('udp', '10.0.0.1:5000', '10.96.0.1:53'), to('10.244.1.1:53'))
    const { ipv4 } = kernel.tracker
    expect(ipv4.status(0) & connectionStatus.destinationNat).toBeTruthy()
    expect(ipv4.status(0) & connectionStatus.sourceNat).toBeFalsy()
  })

  it('lets every answer find its way back', () => {
    const port = fc.integer({ min: 1, max: 65_535 })
    const flow = fc.record({
      client: fc.nat(20),
      port,
      service: fc.nat(3),
      masquerade: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(flow, { minLength: 1, maxLength: 30 }), (flows) => {
        const kernel = testKernel()
        const known = new Set<string>()
        for (const { client, port: sourcePort, service, masquerade } of flows) {
          const asked = `10.0.0.${client + 1}:${sourcePort} → 10.96.0.${service + 1}:80`
          const [source = '', destination = ''] = asked.split(' → ')
          const source6 = masquerade ? from('192.168.0.10') : undefined
          const request = pass(
            kernel,
            packet('udp', source, destination),
            to('10.244.1.1:80'),
            source6,
          )
          if (known.has(asked)) continue
          known.add(asked)
          const answer = { ...packet('udp', '10.244.1.1:80', '10.0.0.1:1') }
          answer.destination = request.source
          answer.destinationPort = request.sourcePort
          const [back = '', home = ''] = ends(pass(kernel, answer)).split(' → ')
          expect(`${home} → ${back}`).toBe(asked)
        }
      }),
    )
  })

  it('forgets a masqueraded connection that leaves by another interface', () => {
    const kernel = testKernel()
    const { tracker, translation } = kernel
    const context = contextOf(kernel)
    const sent = (outputInterface: string) => {
      const buffer = createSocketBuffer(
        packet('udp', '10.0.0.1:5000', '10.244.1.1:53'),
        'eth0',
        false,
      )
      tracker.track(buffer, context)
      buffer.outputInterface = outputInterface
      return buffer
    }
    const first = sent('cni0')
    translation.bind(first, 'source', { ...from('10.244.0.1'), masquerade: true }, context)
    tracker.confirm(first, context)
    expect(translation.hasMoved(sent('cni0'))).toBe(false)
    const moved = sent('eth0')
    expect(translation.hasMoved(moved)).toBe(true)
    translation.forget(moved, context)
    tracker.release(moved, context)
    expect(tracker.count).toBe(0)
  })

  it('lets a connection that was not masqueraded leave where it wants', () => {
    const kernel = testKernel()
    const context = contextOf(kernel)
    const buffer = createSocketBuffer(packet('udp', '10.0.0.1:1', '10.244.1.1:2'), 'eth0', false)
    kernel.tracker.track(buffer, context)
    kernel.translation.bind(buffer, 'source', from('10.244.0.1'), context)
    expect(kernel.translation.hasMoved(buffer)).toBe(false)
  })
})
