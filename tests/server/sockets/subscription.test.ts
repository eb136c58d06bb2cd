import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { EventLog } from '../../../src/server/sockets/event-log.ts'
import { Subscription } from '../../../src/server/sockets/subscription.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

interface Frame {
  readonly kind: string
  readonly firstSequence?: number
  readonly events?: readonly unknown[]
  readonly count?: number
}

function reader(
  after: number,
  log = new EventLog({ kind: 'run', run: '1' }, { events: 100, bytes: 1e6 }),
) {
  const frames: Frame[] = []
  const sink = {
    bufferedBytes: 0,
    send(frame: string) {
      frames.push(JSON.parse(frame) as Frame)
    },
  }
  const subscription = new Subscription(log, sink, { after, nowMs: () => Date.now() })
  return { log, frames, sink, subscription }
}
const events = (count: number) => Array.from({ length: count }, (_, index) => `{"n":${index}}`)
const received = (frames: readonly Frame[]) =>
  frames.reduce((sum, frame) => sum + (frame.events?.length ?? 0), 0)

describe('a reader', () => {
  it('gets at most 20 frames a second, with all that happened', () => {
    const { log, frames } = reader(0)
    for (let ms = 0; ms < 1_000; ms += 2) {
      log.append(events(1))
      vi.advanceTimersByTime(2)
    }
    expect(frames.length).toBeLessThanOrEqual(21)
    vi.advanceTimersByTime(100)
    expect(received(frames)).toBe(500)
  })

  it('that takes nothing gets nothing, then the number of what it missed, then the rest', () => {
    const { log, frames, sink } = reader(0)
    sink.bufferedBytes = 2 * 1024 * 1024
    for (let round = 0; round < 30; round += 1) {
      log.append(events(10))
      vi.advanceTimersByTime(60)
    }
    expect(frames).toEqual([])
    sink.bufferedBytes = 0
    vi.advanceTimersByTime(60)
    expect(frames[0]).toMatchObject({
      kind: 'left-out',
      count: 200,
      fromSequence: 1,
      toSequence: 200,
    })
    expect(frames[1]).toMatchObject({ kind: 'events', firstSequence: 201 })
    expect(received(frames)).toBe(100)
  })

  it('that comes back gets what happened since', () => {
    const first = reader(0)
    first.log.append(events(5))
    vi.advanceTimersByTime(60)
    const { cursor } = first.subscription
    first.subscription.close()
    first.log.append(events(3))
    const second = reader(cursor, first.log)
    vi.advanceTimersByTime(60)
    expect(received(first.frames)).toBe(5)
    expect(second.frames).toMatchObject([{ firstSequence: 6, events: [{}, {}, {}] }])
  })

  it('that left is not sent to any more', () => {
    const { log, frames, subscription } = reader(0)
    log.append(events(1))
    subscription.close()
    vi.advanceTimersByTime(1_000)
    expect(frames).toEqual([])
  })
})
