import { describe, expect, it } from 'vitest'
import {
  createConfirmFunction,
  createNatFunction,
  createTrackFunction,
} from '../../../src/kernel/netfilter/built-in-functions.ts'
import { accept, type HookFunction } from '../../../src/kernel/netfilter/hook.ts'
import { createSocketBuffer } from '../../../src/kernel/netfilter/socket-buffer.ts'
import { StepList } from '../../../src/kernel/netfilter/trace.ts'
import { contextOf, end, packet, testKernel } from '../packets.ts'

const request = () => packet('udp', '10.0.0.1:5000', '10.96.0.1:53')

function setUp() {
  const kernel = testKernel()
  const trace = new StepList()
  const context = { ...contextOf(kernel), trace }
  const buffer = createSocketBuffer(request(), 'eth0', false)
  return { kernel, trace, context, buffer }
}

const table = (asked: string[], name: string, to?: string): HookFunction => ({
  name,
  priority: -100,
  run(buffer, _hook, context) {
    asked.push(name)
    if (to === undefined) return accept
    const { address, port } = end(to)
    const range = { addressMin: address, addressMax: address, portMin: port, portMax: port }
    context.nat.bind(buffer, 'destination', range, context)
    return accept
  },
})

describe('conntrack and NAT on the hooks', () => {
  it('asks nat tables until one has bound the connection, and only for its first packet', () => {
    const { kernel, context, buffer, trace } = setUp()
    const asked: string[] = []
    const tables = [
      table(asked, 'one'),
      table(asked, 'two', '10.244.1.1:5353'),
      table(asked, 'three', '10.244.1.2:5353'),
    ]
    const nat = createNatFunction(kernel.translation, 'destination', tables)
    createTrackFunction(kernel.tracker).run(buffer, 'prerouting', context)
    nat.run(buffer, 'prerouting', context)
    nat.run(buffer, 'prerouting', context)
    expect(asked).toEqual(['one', 'two'])
    expect(buffer.packet.destination).toBe(end('10.244.1.1:1').address)
    expect(trace.steps).toEqual([
      expect.objectContaining({ kind: 'conntrack', state: 'NEW' }),
      {
        kind: 'nat',
        manipulation: 'destination',
        from: end('10.96.0.1:53'),
        to: end('10.244.1.1:5353'),
        fresh: true,
      },
    ])
  })

  it('stops at a nat table that drops', () => {
    const { kernel, context, buffer } = setUp()
    const dropping: HookFunction = {
      name: 'drops',
      priority: -100,
      run: () => ({ kind: 'drop', reason: 'rule' }),
    }
    createTrackFunction(kernel.tracker).run(buffer, 'prerouting', context)
    const nat = createNatFunction(kernel.translation, 'destination', [dropping])
    expect(nat.run(buffer, 'prerouting', context).kind).toBe('drop')
  })

  it('drops a packet whose answers would belong to another connection', () => {
    const { kernel, context, buffer } = setUp()
    const track = createTrackFunction(kernel.tracker)
    const confirm = createConfirmFunction(kernel.tracker)
    const twin = createSocketBuffer(request(), 'eth0', false)
    track.run(buffer, 'prerouting', context)
    track.run(twin, 'prerouting', context)
    expect(confirm.run(buffer, 'postrouting', context).kind).toBe('accept')
    expect(confirm.run(twin, 'postrouting', context).kind).toBe('drop')
  })

  it('says that the table is full', () => {
    const { kernel, context, buffer } = setUp()
    kernel.setSysctl('net.netfilter.nf_conntrack_max', '1')
    const track = createTrackFunction(kernel.tracker)
    track.run(buffer, 'prerouting', context)
    const next = createSocketBuffer(packet('udp', '10.0.0.2:1', '10.0.0.3:2'), 'eth0', false)
    expect(track.run(next, 'prerouting', context)).toMatchObject({ kind: 'drop' })
  })
})
