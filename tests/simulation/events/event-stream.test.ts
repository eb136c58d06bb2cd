import { describe, expect, it } from 'vitest'
import { EventStream } from '../../../src/simulation/events/event-stream.ts'
import type { RunEvent } from '../../../src/simulation/events/run-event.ts'

const lost = (atMs: number): RunEvent => ({ kind: 'node-lost', atMs, node: 'node-1' })

describe('EventStream', () => {
  it('tells every observer, until it leaves', () => {
    const stream = new EventStream()
    const heard: string[] = []
    const leave = stream.subscribe((event) => heard.push(`one ${event.atMs}`))
    stream.subscribe((event) => heard.push(`two ${event.atMs}`))
    stream.emit(lost(1))
    leave()
    stream.emit(lost(2))
    expect(heard).toEqual(['one 1', 'two 1', 'two 2'])
  })

  it('says whether anybody listens', () => {
    const stream = new EventStream()
    expect(stream.isObserved).toBe(false)
    const leave = stream.subscribe(() => undefined)
    expect(stream.isObserved).toBe(true)
    leave()
    expect(stream.isObserved).toBe(false)
  })
})
