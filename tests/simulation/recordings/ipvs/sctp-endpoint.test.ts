import { describe, expect, it } from 'vitest'
import { sctpChunk } from '../../../../src/kernel/ipvs/states/sctp.ts'
import { SctpEndpoint } from '../../../../src/simulation/recordings/ipvs/sctp-endpoint.ts'

/** An endpoint, the seconds and chunks that it has sent, and a clock. */
function endpointAlone() {
  const said: [number, number][] = []
  const events: { atMs: number; run: () => void }[] = []
  let nowMs = 0
  const endpoint = new SctpEndpoint({
    transmit: ({ chunk }) => said.push([nowMs / 1000, chunk]),
    schedule: (afterMs, run) => events.push({ atMs: nowMs + afterMs, run }),
    nowMs: () => nowMs,
  })
  const passTo = (seconds: number) => {
    for (;;) {
      const due = events.filter(({ atMs }) => atMs <= seconds * 1000)
      const [next] = due.sort((one, other) => one.atMs - other.atMs)
      if (next === undefined) break
      events.splice(events.indexOf(next), 1)
      nowMs = next.atMs
      next.run()
    }
    nowMs = seconds * 1000
  }
  const hear = (chunk: number, number = -1, acknowledged = 0) =>
    endpoint.receive({ chunk, number, acknowledged })
  return { endpoint, said, passTo, hear }
}

describe('one side of an SCTP association', () => {
  it.each([
    { heard: sctpChunk.data, number: 0, answer: sctpChunk.sack },
    { heard: sctpChunk.heartbeat, number: -1, answer: sctpChunk.heartbeatAck },
    { heard: sctpChunk.shutdown, number: -1, answer: sctpChunk.shutdownAck },
  ])('answers chunk $heard with $answer', ({ heard, number, answer }) => {
    const { said, hear } = endpointAlone()
    hear(heard, number)
    expect(said).toEqual([[0, answer]])
  })

  it('sends data again after 3 s, 6 s, 12 s, until it is acknowledged', () => {
    const { endpoint, said, passTo, hear } = endpointAlone()
    endpoint.send()
    passTo(10)
    hear(sctpChunk.sack, -1, 1)
    passTo(30)
    expect(said.filter(([, chunk]) => chunk === sctpChunk.data).map(([at]) => at)).toEqual([
      0, 3, 9,
    ])
  })

  it('asks for a sign of life after half a minute of silence, and faster when none comes', () => {
    const { said, passTo } = endpointAlone()
    passTo(110)
    const beats = said.filter(([, chunk]) => chunk === sctpChunk.heartbeat).map(([at]) => at)
    expect(beats).toEqual([34.5, 69, 78, 96])
  })

  it('gives up an end that nobody acknowledges after five minutes', () => {
    const { endpoint, said, passTo } = endpointAlone()
    endpoint.close(false)
    passTo(299)
    expect(endpoint.alive).toBe(true)
    passTo(301)
    expect([endpoint.alive, said.at(-1)]).toEqual([false, [300, sctpChunk.abort]])
  })

  it.each([
    { name: 'ends in order', abort: false, unread: 0, want: [sctpChunk.shutdown] },
    { name: 'is torn down', abort: true, unread: 0, want: [sctpChunk.abort] },
    { name: 'is torn down with unread messages', abort: false, unread: 1, want: [sctpChunk.abort] },
  ])('$name', ({ abort, unread, want }) => {
    const { endpoint, said } = endpointAlone()
    endpoint.unread = unread
    endpoint.close(abort)
    expect(said.map(([, chunk]) => chunk)).toEqual(want)
  })

  it('waits with its end until its data has come', () => {
    const { endpoint, said, hear } = endpointAlone()
    endpoint.send()
    endpoint.close(false)
    hear(sctpChunk.sack, -1, 1)
    hear(sctpChunk.shutdownAck)
    const chunks = [sctpChunk.data, sctpChunk.shutdown, sctpChunk.shutdownComplete]
    expect([endpoint.alive, said.map(([, chunk]) => chunk)]).toEqual([false, chunks])
  })

  it('is over with an ABORT, and its program hears of it', () => {
    const { endpoint, hear } = endpointAlone()
    hear(sctpChunk.abort)
    expect([endpoint.alive, endpoint.error]).toEqual([false, 'ECONNRESET'])
  })
})
