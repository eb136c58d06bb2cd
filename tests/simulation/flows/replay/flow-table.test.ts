import { describe, expect, it } from 'vitest'
import { packetBetween } from '../../../../src/simulation/exchange-packets.ts'
import {
  FlowTable,
  flowKey,
  followTcp,
  isOver,
  isReopening,
  type TrackedFlow,
  trackedFlowCountMax,
} from '../../../../src/simulation/flows/replay/flow-table.ts'
import { end } from './cluster.ts'

const to = end('10.96.1.1', 80)
const tracked = (port: number, more: Partial<TrackedFlow> = {}): TrackedFlow => {
  const source = end('10.244.0.5', port)
  const flow = { protocol: 6, source, destination: to, from: { kind: 'outside' as const } }
  const key = flowKey(6, source, to)
  return { ...flow, service: undefined, key, played: [], lastMs: 0, finished: 0, ...more }
}

describe('open flows', () => {
  it('are found by their ends, until they are removed', () => {
    const forgotten: TrackedFlow[] = []
    const table = new FlowTable((flow) => forgotten.push(flow))
    const one = tracked(1)
    table.add(one)
    expect(table.find(flowKey(6, end('10.244.0.5', 1), to))).toBe(one)
    table.add(tracked(1))
    expect(forgotten).toEqual([one])
    expect(table.size).toBe(1)
  })

  it('make room: first those that are over, then the oldest', () => {
    const table = new FlowTable(() => {})
    for (let port = 0; port < 65_536; port += 1)
      table.add(tracked(port, port < 65_535 ? { finished: 3 } : { lastMs: 130_000 }))
    expect(table.size).toBe(1)
    expect(table.forgotten).toBe(0)
  })

  it('are never more than the limit', () => {
    const table = new FlowTable(() => {})
    const shared = tracked(1)
    for (let n = 0; n < trackedFlowCountMax + 10; n += 1) table.add({ ...shared, key: String(n) })
    expect(table.size).toBeLessThanOrEqual(trackedFlowCountMax)
    expect(table.forgotten).toBe(100_000)
    expect(table.find('0')).toBeUndefined()
    expect(table.find(String(trackedFlowCountMax))).toBeDefined()
  })
})

describe('a flow', () => {
  it.each([
    { name: 'an open connection after a day', flow: tracked(1), idleMs: 86_400_000, want: false },
    {
      name: 'an open connection after a week',
      flow: tracked(1),
      idleMs: 7 * 86_400_000,
      want: true,
    },
    { name: 'a closed one at once', flow: tracked(1, { finished: 3 }), idleMs: 1_000, want: false },
    { name: 'a closed one later', flow: tracked(1, { finished: 3 }), idleMs: 121_000, want: true },
    { name: 'datagrams', flow: tracked(1, { protocol: 17 }), idleMs: 121_000, want: true },
    { name: 'a ping', flow: tracked(1, { protocol: 1 }), idleMs: 31_000, want: true },
  ])('$name is over: $want', ({ flow, idleMs, want }) => {
    expect(isOver(flow, idleMs)).toBe(want)
  })

  it('is closed by two FINs or one RST, and opened anew by a SYN', () => {
    const flow = tracked(1)
    const syn = { ...packetBetween(6, flow.source, to), tcpFlags: 2 }
    followTcp(flow, 0x11, false)
    expect(isReopening(flow, syn)).toBe(false)
    followTcp(flow, 0x11, true)
    expect(isReopening(flow, syn)).toBe(true)
    expect(isReopening(flow, { ...syn, tcpFlags: 0x12 })).toBe(false)
    const other = tracked(2)
    followTcp(other, 0x04, true)
    expect(other.finished).toBe(3)
  })
})
