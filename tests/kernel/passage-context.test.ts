import { describe, expect, it } from 'vitest'
import { createScriptedChance } from '../../src/base/enumerated-chance.ts'
import { createSeededChance } from '../../src/base/seeded-chance.ts'
import { Routing } from '../../src/kernel/netfilter/routing.ts'
import { createVisits } from '../../src/kernel/netfilter/visits.ts'
import { NodeKernel } from '../../src/kernel/node-kernel.ts'
import { parsePrefix } from '../../src/packet/address.ts'
import { at, packet, testKernel } from './packets.ts'

describe('what hook functions may use on a packet’s way', () => {
  it('asks chance where nobody said which addresses are local', () => {
    const route = { to: parsePrefix('0.0.0.0/0'), device: 'eth0' }
    const fateIf = (taken: number) => {
      const kernel = new NodeKernel(new Routing([], [route], { addressesKnown: false }))
      kernel.sockets.open({ protocol: 17, port: 53 })
      const script = [{ taken, probability: 1, question: 'local?' }]
      const chance = createScriptedChance(script, createSeededChance(1))
      const one = packet('udp', '10.0.0.1:1', '10.0.0.2:53')
      return kernel.receive(one, 'eth0', { nowMs: 0, chance }).fate.kind
    }
    expect(fateIf(1)).toBe('delivered')
    expect(fateIf(0)).toBe('departed')
  })

  it('counts visits where they are asked for', () => {
    const visits = createVisits()
    const one = packet('udp', '8.8.8.8:1', '10.244.1.1:2')
    testKernel().receive(one, 'eth0', { ...at(0), visits })
    expect(visits.conntrackLookups).toBe(1)
  })
})
