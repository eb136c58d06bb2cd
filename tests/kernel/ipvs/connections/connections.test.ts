import { describe, expect, it } from 'vitest'
import { tcpFlag } from '../../../../src/packet/protocol.ts'
import {
  answerOf,
  connect,
  contextAt,
  engineWith,
  packetTo,
  remote,
  serverAt,
  webKey,
} from '../some-servers.ts'

const counts = (engine: ReturnType<typeof engineWith>) =>
  engine.virtualServers
    .get(webKey)
    ?.servers.map(({ active, inactive, persistent }) => [active, inactive, persistent])

describe('connections', () => {
  it('are active until they end, and gone when their time is up', () => {
    const engine = engineWith(1)
    const passage = connect(engine, 1)
    expect(counts(engine)).toEqual([[1, 0, 0]])
    const fin = packetTo({ sourcePort: 1, tcpFlags: tcpFlag.fin | tcpFlag.ack })
    engine.packets.input(fin, remote, contextAt(1000))
    expect(counts(engine)).toEqual([[0, 1, 0]])
    const address = passage?.server?.address ?? fin.source
    engine.packets.output(answerOf(fin, address, 8080, fin.tcpFlags), contextAt(1000))
    engine.advance(120_000)
    expect(counts(engine)).toEqual([[0, 1, 0]])
    engine.advance(124_000)
    expect(counts(engine)).toEqual([[0, 0, 0]])
  })

  it('a template lives as long as what it controls, in steps of a minute', () => {
    const engine = engineWith(2, { persistentSeconds: 100 })
    connect(engine, 1)
    engine.advance(800_000)
    expect(counts(engine)).toEqual(
      [
        [0, 0, 0],
        [1, 0, 1],
      ].reverse(),
    )
    engine.advance(1_100_000)
    expect(counts(engine)).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ])
  })

  it('of a removed server go at once with expire_nodest_conn=1, templates too', () => {
    const engine = engineWith(1, { persistentSeconds: 100 })
    engine.sysctls.expire_nodest_conn = 1
    connect(engine, 1)
    expect(engine.connections.tables.IPv4.count).toBe(2)
    engine.virtualServers.removeServer(webKey, serverAt('10.244.1.1'))
    engine.advance(0)
    expect(engine.connections.tables.IPv4.count).toBe(0)
  })

  it('expire in slices, if one wants', () => {
    const engine = engineWith(1)
    for (let port = 1; port <= 10; port += 1) connect(engine, port)
    const slices: boolean[] = []
    do slices.push(engine.connections.advance(1_000_000, 4))
    while (slices.at(-1) === false)
    expect(slices.length).toBeGreaterThan(2)
    expect(counts(engine)).toEqual([[0, 0, 0]])
  })

  it('tell whose conntrack entry goes with them', () => {
    const engine = engineWith(1)
    const gone: number[] = []
    engine.connections.onConntrackDropped = (table, slot) => gone.push(table.clientPort(slot))
    connect(engine, 1)
    engine.sysctls.conntrack = 1
    connect(engine, 2)
    engine.advance(1_000_000)
    expect(gone).toEqual([2])
  })
})
