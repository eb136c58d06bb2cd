import { describe, expect, it } from 'vitest'
import { Journal } from '../../src/base/journal.ts'
import {
  accept,
  type Hook,
  type HookFunction,
  type HookOwner,
  type Verdict,
} from '../../src/kernel/netfilter/hook.ts'
import { StepList } from '../../src/kernel/netfilter/trace.ts'
import type { NodeKernel } from '../../src/kernel/node-kernel.ts'
import type { Passage } from '../../src/kernel/passage.ts'
import { formatEndpoint } from '../../src/packet/address.ts'
import type { Packet } from '../../src/packet/packet.ts'
import { tcpFlag } from '../../src/packet/protocol.ts'
import { at, end, packet, testKernel } from './packets.ts'

type Run = HookFunction['run']

/** A kernel with one function on one hook. */
function kernelWith(hook: Hook, priority: number, run: Run, nat = false): NodeKernel {
  const kernel = testKernel()
  register(kernel, hook, priority, run, nat)
  return kernel
}

function register(kernel: NodeKernel, hook: Hook, priority: number, run: Run, nat = false): void {
  const owner: HookOwner = {
    hooksVersion: 1,
    hooked: () => [{ hook, family: 'both', nat, function: { name: 'test', priority, run } }],
  }
  kernel.register(owner)
}

const say =
  (verdict: Verdict): Run =>
  () =>
    verdict

/** Sends all that asks for a destination to another. */
const redirect =
  (asked: string, to: string): Run =>
  (buffer, _hook, context) => {
    if (buffer.packet.destination !== end(asked).address) return accept
    const { address, port } = end(to)
    const range = { addressMin: address, addressMax: address, portMin: port, portMax: port }
    context.nat.bind(buffer, 'destination', range, context)
    return accept
  }

const ends = ({ source, sourcePort, destination, destinationPort }: Packet) =>
  `${formatEndpoint(source, sourcePort)} → ${formatEndpoint(destination, destinationPort)}`
const emitted = ({ emissions }: Passage) =>
  emissions.map((one) => `${one.fate.kind} ${ends(one.packet)}`)

describe('a packet’s way', () => {
  it('ends where a function drops it, and leaves no connection', () => {
    const kernel = kernelWith('forward', 0, say({ kind: 'drop', reason: 'rule 1' }))
    const passage = kernel.receive(packet('udp', '8.8.8.8:1', '10.244.1.1:2'), 'eth0', at(0))
    expect(passage.fate).toEqual({
      kind: 'dropped',
      hook: 'forward',
      by: 'test',
      reason: 'rule 1',
      error: undefined,
    })
    expect(kernel.tracker.count).toBe(0)
  })

  it('tells the node’s own sender of a drop, unless it was on the way in again', () => {
    const out = kernelWith('output', 0, say({ kind: 'drop', reason: 'rule 1' }))
    const toPod = packet('udp', '192.168.0.10:1', '10.244.1.1:2')
    expect(out.send(toPod, at(0)).fate).toMatchObject({ error: 'EPERM' })
    const back = kernelWith('input', 0, say({ kind: 'drop', reason: 'rule 1' }))
    const toItself = packet('udp', '192.168.0.10:1', '192.168.0.11:2')
    expect(back.send(toItself, at(0)).fate).toMatchObject({ kind: 'dropped', error: undefined })
  })

  it('is refused with an ICMP error from the address it was sent to, or from the way back’s', () => {
    const answer = { kind: 'icmp', type: 3, code: 3 } as const
    const kernel = testKernel()
    for (const hook of ['input', 'forward'] as const)
      register(kernel, hook, 0, say({ kind: 'reject', answer }))
    const away = kernel.receive(packet('udp', '10.244.1.1:1', '10.96.0.9:2'), 'cni0', at(0))
    expect(away.fate.kind).toBe('rejected')
    expect(emitted(away)).toEqual(['departed 10.244.0.1:0 → 10.244.1.1:0'])
    const here = kernel.receive(packet('udp', '8.8.8.8:1', '172.20.5.6:2'), 'eth0', at(0))
    expect(emitted(here)).toEqual(['departed 172.20.5.6:0 → 8.8.8.8:0'])
  })

  it('is refused with a RST that goes the connection’s own way back', () => {
    const kernel = kernelWith('forward', 0, say({ kind: 'reject', answer: { kind: 'tcp-reset' } }))
    register(kernel, 'prerouting', -100, redirect('10.96.0.1:0', '10.244.1.1:8080'), true)
    const passage = kernel.receive(packet('tcp', '8.8.8.8:5000', '10.96.0.1:80'), 'eth0', at(0))
    expect(emitted(passage)).toEqual(['departed 10.96.0.1:80 → 8.8.8.8:5000'])
    expect(kernel.tracker.count).toBe(0)
  })

  it('is refused by the address that was asked, though it was translated before (Linux 6.18)', () => {
    const kernel = kernelWith('forward', 0, (buffer) => {
      if (buffer.local) return accept
      return { kind: 'reject', answer: { kind: 'icmp', type: 3, code: 3 } }
    })
    const seen: unknown[] = []
    register(kernel, 'output', 0, ({ connectionState, direction }) => {
      seen.push([connectionState, direction])
      return accept
    })
    register(kernel, 'prerouting', -100, redirect('10.96.0.1:0', '10.244.1.9:5353'), true)
    const passage = kernel.receive(packet('udp', '8.8.8.8:5000', '10.96.0.1:53'), 'eth0', at(0))
    expect(emitted(passage)).toEqual(['departed 10.96.0.1:0 → 8.8.8.8:0'])
    const quoted = passage.emissions[0]?.packet.quoted
    expect(quoted && ends(quoted)).toBe('8.8.8.8:5000 → 10.96.0.1:53')
    expect(seen).toEqual([['RELATED', 'reply']])
    expect(kernel.tracker.count).toBe(0)
  })

  it('is routed after its destination was changed, in OUTPUT too', () => {
    const kernel = testKernel()
    const seen: string[] = []
    for (const hook of ['prerouting', 'output'] as const)
      register(kernel, hook, -100, redirect('10.96.0.1:0', '10.244.1.1:8080'), true)
    register(kernel, 'output', 0, (buffer) => {
      seen.push(buffer.outputInterface)
      return accept
    })
    const sent = kernel.send(packet('tcp', '192.168.0.10:5000', '10.96.0.1:80'), at(0))
    expect(sent.fate).toMatchObject({ kind: 'departed', outputInterface: 'cni0' })
    expect(seen).toEqual(['cni0'])
    const answer = packet('tcp', '10.244.1.1:8080', '192.168.0.10:5000', { tcpFlags: 0x12 })
    kernel.sockets.open({ protocol: 6, port: 5_000 })
    const back = kernel.receive(answer, 'cni0', at(0))
    expect(ends(back.packet)).toBe('10.96.0.1:80 → 192.168.0.10:5000')
    expect(back.fate).toMatchObject({ kind: 'delivered', accepted: true })
  })

  it('from 127.0.0.1 to a pod needs route_localnet', () => {
    const kernel = kernelWith('output', -100, redirect('127.0.0.1:0', '10.244.1.1:80'), true)
    const sent = kernel.send(packet('udp', '127.0.0.1:1', '127.0.0.1:30080'), at(0))
    expect(sent.fate).toMatchObject({ kind: 'dropped', by: 'routing', error: 'EINVAL' })
    kernel.setSysctl('net.ipv4.conf.all.route_localnet', '1')
    const again = kernel.send(packet('udp', '127.0.0.1:1', '127.0.0.1:30080'), at(0))
    expect(again.fate).toMatchObject({ kind: 'departed', outputInterface: 'cni0' })
  })

  it('to the node itself comes round over lo, as the same connection', () => {
    const kernel = testKernel()
    kernel.sockets.open({ protocol: 17, port: 53 })
    const trace = new StepList()
    const moment = { ...at(0), trace }
    const sent = kernel.send(packet('udp', '192.168.0.10:1', '192.168.0.11:53'), moment)
    expect(sent.fate).toEqual({ kind: 'delivered', inputInterface: 'lo', accepted: true })
    const hooks = trace.steps.flatMap((step) => (step.kind === 'hook' ? [step.hook] : []))
    expect(hooks).toEqual(['output', 'postrouting', 'prerouting', 'input'])
    expect(kernel.tracker.count).toBe(1)
  })

  it('to a closed port is answered, and a SYN’s connection is forgotten again', () => {
    const kernel = testKernel()
    const syn = kernel.receive(packet('tcp', '8.8.8.8:5000', '192.168.0.10:81'), 'eth0', at(0))
    expect(syn.fate).toMatchObject({ kind: 'delivered', accepted: false })
    expect(emitted(syn)).toEqual(['departed 192.168.0.10:81 → 8.8.8.8:5000'])
    expect(syn.emissions[0]?.packet.tcpFlags).toBe(tcpFlag.rst | tcpFlag.ack)
    expect(kernel.tracker.count).toBe(0)
    const datagram = kernel.receive(packet('udp', '8.8.8.8:5', '192.168.0.10:81'), 'eth0', at(0))
    expect(emitted(datagram)).toEqual(['departed 192.168.0.10:0 → 8.8.8.8:0'])
  })

  it('is answered if it is a ping, IPv6 too', () => {
    const kernel = testKernel()
    const ping = kernel.receive(packet('icmp', '8.8.8.8:7', '192.168.0.10:7'), 'eth0', at(0))
    expect(emitted(ping)).toEqual(['departed 192.168.0.10:7 → 8.8.8.8:7'])
    const six = packet('icmpv6', '[2001:db8::1]:7', '[fd00:1::10]:7')
    expect(emitted(kernel.receive(six, 'eth0', at(0)))).toEqual([
      'departed [fd00:1::10]:7 → [2001:db8::1]:7',
    ])
  })

  it('starts again in OUTPUT where an engine sends it on, as IPVS does', () => {
    const hooks: Hook[] = []
    const kernel = kernelWith('input', 99, (buffer) => {
      buffer.packet.destination = end('10.244.1.1:0').address
      return { kind: 'stolen', by: 'ipvs', continueAt: 'output' }
    })
    for (const hook of ['output', 'postrouting'] as const)
      register(kernel, hook, 0, (_buffer, on) => {
        hooks.push(on)
        return accept
      })
    const passage = kernel.receive(packet('tcp', '8.8.8.8:5', '192.168.0.10:80'), 'eth0', at(0))
    expect(passage.fate).toMatchObject({ kind: 'departed', outputInterface: 'cni0' })
    expect(hooks).toEqual(['output', 'postrouting'])
    expect(kernel.tracker.count).toBe(1)
  })

  it('does not go round for ever', () => {
    const kernel = kernelWith(
      'output',
      0,
      say({ kind: 'stolen', by: 'ipvs', continueAt: 'output' }),
    )
    const sent = kernel.send(packet('udp', '192.168.0.10:1', '8.8.8.8:2'), at(0))
    expect(sent.fate).toMatchObject({ kind: 'dropped', reason: 'goes round in circles' })
    const taken = kernelWith('forward', 0, say({ kind: 'stolen', by: 'somebody' }))
    const passage = taken.receive(packet('udp', '8.8.8.8:1', '10.244.1.1:2'), 'eth0', at(0))
    expect(passage.fate).toEqual({ kind: 'stolen', hook: 'forward', by: 'test' })
  })

  it('leaves nothing behind when its journal is rolled back', () => {
    const kernel = kernelWith('prerouting', -100, redirect('10.96.0.1:0', '10.244.1.1:80'), true)
    const syn = () => packet('tcp', '8.8.8.8:5000', '10.96.0.1:80')
    kernel.receive(syn(), 'eth0', at(0))
    const before = kernel.tracker.ipv4.expiresMs(0)
    const journal = new Journal()
    kernel.receive(
      packet('tcp', '10.244.1.1:80', '8.8.8.8:5000', { tcpFlags: tcpFlag.rst }),
      'cni0',
      at(9_000, journal),
    )
    kernel.receive(packet('udp', '8.8.8.8:1', '192.168.0.10:2'), 'eth0', at(9_000, journal))
    journal.rollBack()
    expect(kernel.tracker.count).toBe(1)
    expect(kernel.tracker.ipv4.expiresMs(0)).toBe(before)
  })

  it('does not pass a node that does not forward', () => {
    const kernel = testKernel({ 'net.ipv4.ip_forward': '0' })
    const passage = kernel.receive(packet('udp', '8.8.8.8:1', '10.244.1.1:2'), 'eth0', at(0))
    expect(passage.fate).toMatchObject({ kind: 'dropped', hook: undefined, by: 'routing' })
  })

  it('hears of a route that refuses', () => {
    const kernel = testKernel()
    const passage = kernel.receive(packet('udp', '8.8.8.8:1', '198.51.100.1:2'), 'eth0', at(0))
    expect(passage.emissions[0]?.packet).toMatchObject({ icmpType: 3, icmpCode: 1 })
    const sent = kernel.send(packet('udp', '192.168.0.10:1', '198.51.100.1:2'), at(0))
    expect(sent.fate).toMatchObject({ error: 'EHOSTUNREACH' })
  })

  it('gets no more ICMP errors than icmp_ratelimit allows', () => {
    const kernel = testKernel({ 'net.ipv4.icmp_ratelimit': '1000' })
    const answered = Array.from({ length: 10 }, (_, index) =>
      kernel.receive(packet('udp', `8.8.8.8:${index + 1}`, '192.168.0.10:9'), 'eth0', at(0)),
    ).filter(({ emissions }) => emissions.length > 0)
    expect(answered).toHaveLength(6)
  })
})
