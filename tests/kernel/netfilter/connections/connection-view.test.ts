import { describe, expect, it } from 'vitest'
import { Journal } from '../../../../src/base/journal.ts'
import { createSocketBuffer } from '../../../../src/kernel/netfilter/socket-buffer.ts'
import { parseAddress } from '../../../../src/packet/address.ts'
import { contextOf, packet, testKernel } from '../../packets.ts'

function tracked() {
  const kernel = testKernel()
  const context = contextOf(kernel)
  const buffer = createSocketBuffer(packet('udp', '10.0.0.1:5000', '10.96.0.1:53'), 'eth0', false)
  kernel.tracker.track(buffer, context)
  return { kernel, context, buffer, view: kernel.connections }
}

describe('what rules see of a connection', () => {
  it('shows both tuples, status and time left', () => {
    const { view, buffer } = tracked()
    expect(view.tuple(buffer, 'reply')).toEqual({
      protocol: 17,
      source: parseAddress('10.96.0.1'),
      sourcePort: 53,
      destination: parseAddress('10.0.0.1'),
      destinationPort: 5_000,
    })
    expect(view.expiresInMs(buffer, 10_000)).toBe(20_000)
    expect(view.status(buffer)).toBe(0)
  })

  it('shows nothing without a connection', () => {
    const { view } = tracked()
    const stranger = createSocketBuffer(packet('udp', '10.0.0.9:1', '10.0.0.8:2'), 'eth0', false)
    expect(view.tuple(stranger, 'original')).toBeUndefined()
    expect(view.mark(stranger)).toBe(0)
    expect(view.expiresInMs(stranger, 0)).toBeUndefined()
  })

  it('sets the mark, and takes it back with the journal', () => {
    const { kernel, view, buffer } = tracked()
    const journal = new Journal()
    view.setMark(buffer, 0xffff_ffff, contextOf(kernel, 0, journal))
    expect(view.mark(buffer)).toBe(0xffff_ffff)
    journal.rollBack()
    expect(view.mark(buffer)).toBe(0)
  })

  it('lets IPVS say whence answers will come, until the connection is confirmed', () => {
    const { kernel, context, view, buffer } = tracked()
    const reply = {
      protocol: 17,
      source: parseAddress('10.244.1.1'),
      sourcePort: 5_353,
      destination: parseAddress('10.0.0.1'),
      destinationPort: 5_000,
    }
    expect(view.alterReply(buffer, reply, context)).toBe(true)
    expect(view.tuple(buffer, 'reply')).toEqual(reply)
    kernel.tracker.confirm(buffer, context)
    expect(view.alterReply(buffer, reply, context)).toBe(false)
  })
})
