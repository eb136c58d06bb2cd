import { describe, expect, it } from 'vitest'
import {
  ephemeralRange,
  ReusedPorts,
  SourcePorts,
  translatedRange,
} from '../../../../src/simulation/traffic/clients/source-ports.ts'

describe('source ports', () => {
  it('come in turn, and again from the first one', () => {
    const ports = new SourcePorts({ first: 10, last: 12 })
    const taken = Array.from({ length: 6 }, () => {
      const port = ports.take(0)
      if (port !== undefined) ports.give(port, 0)
      return port
    })
    expect(taken).toEqual([10, 11, 12, 10, 11, 12])
  })

  it('are left out while in use, and while in TIME_WAIT', () => {
    const ports = new SourcePorts({ first: 10, last: 11 })
    expect([ports.take(0), ports.take(0), ports.take(0)]).toEqual([10, 11, undefined])
    ports.give(10, 60_000)
    expect(ports.take(59_999)).toBeUndefined()
    expect(ports.take(60_000)).toBe(10)
  })

  it('are not looked through again while all are in use', () => {
    const ports = new SourcePorts({ first: 10, last: 11 })
    ports.take(0)
    ports.take(0)
    expect([ports.take(0), ports.take(1)]).toEqual([undefined, undefined])
    ports.give(11, 500)
    ports.give(10, 900)
    expect([ports.take(499), ports.take(500), ports.take(899)]).toEqual([undefined, 11, undefined])
    expect(ports.take(900)).toBe(10)
  })

  it('are as many as Linux has', () => {
    const ports = new SourcePorts(ephemeralRange)
    let count = 0
    while (ports.take(0) !== undefined) count += 1
    expect(count).toBe(28_232)
    expect(translatedRange.last - translatedRange.first + 1).toBe(64_512)
  })

  it('that a program binds itself come again as soon as they are free', () => {
    const ports = new ReusedPorts({ first: 2_348, last: 2_349 })
    expect([ports.take(), ports.take(), ports.take()]).toEqual([2_348, 2_349, undefined])
    ports.give(2_349)
    expect(ports.take()).toBe(2_349)
  })
})
