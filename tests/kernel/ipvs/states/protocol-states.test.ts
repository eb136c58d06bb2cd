import { describe, expect, it } from 'vitest'
import {
  assuresTemplate,
  isActiveState,
  nextState,
  ProtocolTimeouts,
  stateName,
} from '../../../../src/kernel/ipvs/states/protocol-states.ts'
import { packetTo } from '../some-servers.ts'

describe('timeouts', () => {
  it('are the kernel’s until they are set; 0 leaves one alone', () => {
    const timeouts = new ProtocolTimeouts()
    expect(timeouts.settings).toEqual({ tcp: 900, tcpFin: 120, udp: 300 })
    timeouts.set({ tcp: 0, tcpFin: 50, udp: 10 })
    expect(timeouts.settings).toEqual({ tcp: 900, tcpFin: 50, udp: 10 })
    expect([
      timeouts.secondsOf(6, 4),
      timeouts.secondsOf(17, 0),
      timeouts.secondsOf(132, 8),
    ]).toEqual([50, 10, 900])
  })
})

describe('states', () => {
  it('UDP has one, and is never active', () => {
    expect(nextState(0, packetTo({ protocol: 17 }), 'input')).toBe(0)
    expect(isActiveState(17, 0)).toBe(false)
  })

  it('a template is assured by an established connection, or an answered datagram', () => {
    expect(assuresTemplate(6, 3, 1, 'input')).toBe(true)
    expect(assuresTemplate(6, 1, 1, 'input')).toBe(false)
    expect([assuresTemplate(17, 0, 0, 'input'), assuresTemplate(17, 0, 0, 'output')]).toEqual([
      false,
      true,
    ])
  })

  it.each([
    { protocol: 6, state: 5, template: false, name: 'TIME_WAIT' },
    { protocol: 6, state: 1, template: true, name: 'ASSURED' },
    { protocol: 6, state: 0, template: true, name: 'NONE' },
    { protocol: 17, state: 0, template: false, name: 'UDP' },
    { protocol: 132, state: 3, template: false, name: 'C-SENT' },
    { protocol: 0, state: 0, template: false, name: 'NONE' },
  ])('$name', ({ protocol, state, template, name }) =>
    expect(stateName(protocol, state, template)).toBe(name),
  )
})
