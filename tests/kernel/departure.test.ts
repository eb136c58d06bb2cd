import { expect, it } from 'vitest'
import { Departure } from '../../src/kernel/departure.ts'
import { parseAddress } from '../../src/packet/address.ts'
import { packet } from './packets.ts'

it('tells its fate when it is asked', () => {
  const nextHop = parseAddress('192.168.0.1')
  const passage = new Departure(packet('udp', '10.0.0.1:1', '8.8.8.8:2'), true, 'eth0', nextHop)
  expect(passage.fate).toEqual({ kind: 'departed', outputInterface: 'eth0', nextHop })
  expect(passage.drawnPort).toBe(true)
})
