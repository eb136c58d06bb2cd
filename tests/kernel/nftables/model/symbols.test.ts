import { describe, expect, it } from 'vitest'
import * as symbols from '../../../../src/kernel/nftables/model/symbols.ts'
import { servicePorts } from '../../../../src/packet/service-ports.ts'

describe('names of values', () => {
  it.each([
    ['tcp', symbols.protocolSymbols, 6],
    ['sctp', symbols.protocolSymbols, 132],
    ['established', symbols.ctStateSymbols, 2],
    ['untracked', symbols.ctStateSymbols, 64],
    ['dnat', symbols.ctStatusSymbols, 32],
    ['syn', symbols.tcpFlagSymbols, 2],
    ['local', symbols.fibTypeSymbols, 2],
    ['ipv6', symbols.nfprotoSymbols, 10],
    ['https', servicePorts, 443],
    ['ef', symbols.dscpSymbols, 0x2e],
    ['loopback', symbols.interfaceTypeSymbols, 772],
    ['root', symbols.ownerSymbols, 0],
  ])('%s', (name, table, want) => {
    expect(table[name]).toBe(want)
  })

  it.each([
    ['connection states', symbols.ctStateSymbols],
    ['connection status', symbols.ctStatusSymbols],
    ['TCP flags', symbols.tcpFlagSymbols],
  ])('of %s are single bits, no two the same', (_name, table) => {
    const values = Object.values(table)
    expect(values.every((value) => (value & (value - 1)) === 0)).toBe(true)
    expect(new Set(values).size).toBe(values.length)
  })

  it('of log levels stand at their syslog numbers', () => {
    expect(symbols.logLevelNames.indexOf('warn')).toBe(4)
    expect(symbols.logLevelNames).toHaveLength(8)
  })
})
