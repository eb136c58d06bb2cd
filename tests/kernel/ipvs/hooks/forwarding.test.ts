import { describe, expect, it } from 'vitest'
import { Forwarding } from '../../../../src/kernel/ipvs/hooks/forwarding.ts'
import { createSocketBuffer } from '../../../../src/kernel/netfilter/socket-buffer.ts'
import { contextOf, end, packet, testKernel } from '../../packets.ts'

describe('what may go to a server', () => {
  it.each([
    {
      name: 'a client to a pod',
      from: '8.8.8.8:1',
      to: '10.244.1.1:1',
      hook: 'input',
      allowed: true,
    },
    {
      name: 'loopback to a pod',
      from: '127.0.0.1:1',
      to: '10.244.1.1:1',
      hook: 'output',
      allowed: false,
    },
    {
      name: 'loopback to loopback',
      from: '127.0.0.1:1',
      to: '127.0.0.1:1',
      hook: 'output',
      allowed: true,
    },
    {
      name: 'a client to loopback',
      from: '8.8.8.8:1',
      to: '127.0.0.1:1',
      hook: 'input',
      allowed: false,
    },
    {
      name: 'a client to the node',
      from: '8.8.8.8:1',
      to: '192.168.0.10:1',
      hook: 'input',
      allowed: true,
    },
  ] as const)('$name: $allowed', ({ from, to, hook, allowed }) => {
    const kernel = testKernel()
    const forwarding = new Forwarding(kernel.tracker)
    const buffer = createSocketBuffer(packet('tcp', from, '10.96.0.10:80'), 'eth0', false)
    const refusal = forwarding.refusal(end(to).address, buffer, hook, contextOf(kernel))
    expect(refusal === undefined).toBe(allowed)
  })
})
