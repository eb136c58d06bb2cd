import { describe, expect, it } from 'vitest'
import { tcpFlag } from '../../../../src/packet/protocol.ts'
import {
  TcpEndpoint,
  type TcpSegment,
} from '../../../../src/simulation/recordings/ipvs/tcp-endpoint.ts'

function endpointOf() {
  const sent: TcpSegment[] = []
  const timers: { atMs: number; run: () => void }[] = []
  const clock = { nowMs: 0 }
  const endpoint = new TcpEndpoint({
    transmit: (segment) => sent.push(segment),
    schedule: (afterMs, run) => timers.push({ atMs: clock.nowMs + afterMs, run }),
    nowMs: () => clock.nowMs,
  })
  const pass = (untilMs: number) => {
    for (;;) {
      const next = timers.sort((one, other) => one.atMs - other.atMs)[0]
      if (next === undefined || next.atMs > untilMs) return
      timers.shift()
      clock.nowMs = next.atMs
      next.run()
    }
  }
  return { endpoint, sent, pass }
}
const bare = (acknowledged: number): TcpSegment => ({
  flags: tcpFlag.ack,
  number: -1,
  item: undefined,
  acknowledged,
})

describe('a TCP endpoint', () => {
  it('sends again until it is acknowledged, doubling the time', () => {
    const { endpoint, sent, pass } = endpointOf()
    endpoint.send('data')
    pass(1500)
    expect(sent).toHaveLength(4)
    endpoint.receive(bare(1))
    pass(100_000)
    expect(sent).toHaveLength(4)
  })

  it('gives up some 100 s after its program has closed it', () => {
    const { endpoint, sent, pass } = endpointOf()
    endpoint.close(false)
    pass(1_000_000)
    expect([endpoint.alive, sent.length]).toEqual([false, 9])
  })

  it('sends one after the other, and acknowledges what comes, also twice', () => {
    const { endpoint, sent } = endpointOf()
    endpoint.send('data')
    endpoint.send('end')
    expect(sent).toHaveLength(1)
    endpoint.receive({ flags: tcpFlag.ack, number: 0, item: 'data', acknowledged: 1 })
    expect(sent.slice(1).map(({ item }) => item)).toEqual(['end', undefined])
    endpoint.receive({ flags: tcpFlag.ack, number: 0, item: 'data', acknowledged: 1 })
    expect(endpoint.unread).toBe(1)
  })

  it('is reset, by the other side, by its own program, or for what it did not read', () => {
    const { endpoint } = endpointOf()
    endpoint.receive({ ...bare(0), flags: tcpFlag.rst })
    expect([endpoint.alive, endpoint.takeError(), endpoint.takeError()]).toEqual([
      false,
      true,
      false,
    ])
    for (const [reset, unread] of [
      [true, 0],
      [false, 1],
    ] as const) {
      const other = endpointOf()
      other.endpoint.unread = unread
      other.endpoint.close(reset)
      expect(other.sent.map(({ flags }) => flags & tcpFlag.rst)).toEqual([tcpFlag.rst])
    }
  })

  it('waits a minute when both sides have ended', () => {
    const { endpoint, pass } = endpointOf()
    endpoint.close(false)
    expect([endpoint.isBusy, endpoint.isTimeWait]).toEqual([true, false])
    endpoint.receive({ flags: tcpFlag.fin | tcpFlag.ack, number: 0, item: 'end', acknowledged: 1 })
    expect([endpoint.isBusy, endpoint.isTimeWait]).toEqual([false, true])
    pass(61_000)
    expect(endpoint.alive).toBe(false)
  })
})
