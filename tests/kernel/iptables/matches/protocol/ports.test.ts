import { describe, expect, it } from 'vitest'
import {
  exactPort,
  explainPorts,
  parsePort,
} from '../../../../../src/kernel/iptables/matches/protocol/ports.ts'

describe('ports', () => {
  it.each([
    ['0', 0],
    ['65535', 65_535],
    ['65536', undefined],
    ['http', 80],
    ['no-such-service', undefined],
    ['-1', undefined],
  ])('%s is %s', (text, port) => expect(parsePort(text)).toBe(port))

  it('are exact where one port alone is let through', () => {
    expect(exactPort({ min: 80, max: 80, inverted: false })).toBe(80)
    expect(exactPort({ min: 80, max: 81, inverted: false })).toBeUndefined()
    expect(exactPort({ min: 80, max: 80, inverted: true })).toBeUndefined()
  })

  it('are explained by the first that does not fit', () => {
    const range = { min: 80, max: 90, inverted: false }
    const packet = { sourcePort: 1, destinationPort: 85 }
    expect(explainPorts(range, range, packet)).toBe('source port 1 is not 80:90')
    expect(explainPorts({ ...range, inverted: true }, { ...range, inverted: true }, packet)).toBe(
      'destination port 85 is 80:90',
    )
  })
})
