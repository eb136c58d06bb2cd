import { describe, expect, it } from 'vitest'
import { EventLog } from '../../../src/server/sockets/event-log.ts'

const topic = { kind: 'cluster', cluster: 'shop' } as const
const logOf = (count: number, limits = { events: 10, bytes: 1_000 }) => {
  const log = new EventLog(topic, limits)
  for (let index = 1; index <= count; index += 1) log.append([`{"number":${index}}`])
  return log
}

describe('a log of events', () => {
  it('numbers them from 1 and keeps the last', () => {
    const log = logOf(25)
    expect([log.first, log.last]).toEqual([16, 25])
    expect(log.read(20, 2)).toMatchObject({
      firstSequence: 21,
      texts: ['{"number":21}', '{"number":22}'],
      next: 22,
    })
  })

  it('keeps no more bytes than it may', () => {
    const log = logOf(100, { events: 1_000, bytes: 140 })
    expect(log.last - log.first + 1).toBe(10)
  })

  it('begins with what it has for who asks for more', () => {
    expect(logOf(25).read(0, 1)).toMatchObject({ firstSequence: 16, next: 16 })
  })

  it('has nothing for who has it all', () => {
    const log = logOf(3)
    expect(log.frameAfter(3, 10)).toEqual({ frame: undefined, next: 3 })
  })

  it('puts events into a frame that is one JSON object', () => {
    const { frame, next } = logOf(3).frameAfter(1, 10)
    expect(next).toBe(3)
    expect(JSON.parse(frame ?? '')).toEqual({
      kind: 'events',
      topic,
      firstSequence: 2,
      events: [{ number: 2 }, { number: 3 }],
    })
  })

  it('picks the events of one connection, and says their numbers', () => {
    const log = new EventLog(topic, { events: 10, bytes: 1_000 })
    for (const connection of [1, 2, 1])
      log.append([`{"kind":"endpoint-chosen","atMs":0,"connection":${connection}}`])
    log.append(['{"kind":"objects-changed","atMs":0,"objects":{"connection":1}}'])
    const frame = JSON.parse(log.frameAfter(0, 10, 1).frame ?? '') as { sequences: number[] }
    expect(frame.sequences).toEqual([1, 3])
  })

  it('tells those who listen, until they no longer do', () => {
    const log = logOf(0)
    let told = 0
    const stop = log.listen(() => {
      told += 1
    })
    log.append(['{}', '{}'])
    stop()
    log.append(['{}'])
    expect(told).toBe(1)
  })
})
