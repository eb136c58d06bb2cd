import { describe, expect, it } from 'vitest'
import { formatAddress, parseAddress } from '../../../src/packet/address.ts'
import { tcpFlag } from '../../../src/packet/protocol.ts'
import {
  answerOf,
  connect,
  contextAt,
  engineWith,
  packetTo,
  remote,
  serverAt,
  webKey,
} from './some-servers.ts'

const closed = (engine: ReturnType<typeof engineWith>) => {
  connect(engine, 1)
  engine.packets.input(packetTo({ sourcePort: 1, tcpFlags: tcpFlag.rst }), remote, contextAt(0))
}
const again = (
  engine: ReturnType<typeof engineWith>,
  conntrack: 'none' | 'new' | 'old' = 'none',
) => ({
  ...engine.packets.input(packetTo({ sourcePort: 1 }), { ...remote, conntrack }, contextAt(1)),
})

describe('a packet', () => {
  it('of a connection goes to its server, whatever the scheduler would say', () => {
    const engine = engineWith(3)
    const passage = connect(engine, 1)
    connect(engine, 2)
    const next = engine.packets.input(
      packetTo({ sourcePort: 1, tcpFlags: tcpFlag.ack }),
      remote,
      contextAt(5),
    )
    expect([next.verdict, next.isNew, next.server]).toEqual(['forward', false, passage?.server])
  })

  it.each([
    {
      name: 'without a virtual server goes on',
      changes: { destinationPort: 81 },
      verdict: 'accept',
    },
    { name: 'that is no SYN goes on', changes: { tcpFlags: tcpFlag.ack }, verdict: 'accept' },
    {
      name: 'with SYN and RST goes on',
      changes: { tcpFlags: tcpFlag.syn | tcpFlag.rst },
      verdict: 'accept',
    },
    { name: 'of another protocol goes on', changes: { protocol: 47 }, verdict: 'accept' },
    { name: 'from the FTP data port goes on', changes: { sourcePort: 20 }, verdict: 'accept' },
    {
      name: 'of another family goes on',
      changes: { source: parseAddress('fd00::1'), destination: parseAddress('fd00::2') },
      verdict: 'accept',
    },
  ])('$name', ({ changes, verdict }) => {
    expect(engineWith(1).packets.input(packetTo(changes), remote, contextAt(0)).verdict).toBe(
      verdict,
    )
  })

  it.each([
    { name: 'new: its connection and its virtual server', persistentSeconds: undefined, want: 2 },
    { name: 'new with persistence: the client’s template too', persistentSeconds: 9, want: 3 },
  ])('is looked up, $name', ({ persistentSeconds, want }) => {
    const context = contextAt(0)
    const engine = engineWith(1, persistentSeconds === undefined ? {} : { persistentSeconds })
    engine.packets.input(packetTo({}), remote, context)
    expect(context.visits.ipvsLookups).toBe(want)
    engine.packets.input(packetTo({ tcpFlags: tcpFlag.ack }), remote, context)
    expect(context.visits.ipvsLookups).toBe(want + 1)
  })

  it('is rejected when no server is available', () => {
    expect(engineWith(0).packets.input(packetTo(), remote, contextAt(0)).verdict).toBe('reject')
  })

  it('of an answer comes from the virtual server', () => {
    const engine = engineWith(1)
    const passage = connect(engine, 1)
    const address = passage?.server?.address ?? parseAddress('::')
    const answer = answerOf(packetTo({ sourcePort: 1 }), address, 8080, tcpFlag.ack)
    const { verdict, table, slot } = engine.packets.output(answer, contextAt(0))
    expect([verdict, formatAddress(table.virtual(slot)), table.virtualPort(slot)]).toEqual([
      'forward',
      '10.96.0.10',
      80,
    ])
    expect(engine.packets.output({ ...answer, sourcePort: 8081 }, contextAt(0)).verdict).toBe(
      'accept',
    )
  })
})

describe('a SYN on a port that was closed', () => {
  it('gets a new connection with conn_reuse_mode=1; the old one goes with the next tick', () => {
    const engine = engineWith(2)
    closed(engine)
    expect(again(engine)).toMatchObject({ verdict: 'forward', isNew: true })
    expect(engine.connections.tables.IPv4.count).toBe(2)
    engine.advance(20)
    expect(engine.connections.tables.IPv4.count).toBe(1)
  })

  it('goes to the old server with conn_reuse_mode=0', () => {
    const engine = engineWith(2)
    engine.sysctls.conn_reuse_mode = 0
    closed(engine)
    expect(again(engine)).toMatchObject({ verdict: 'forward', isNew: false })
  })

  it('is dropped once if its conntrack entry is an old one', () => {
    const engine = engineWith(2)
    closed(engine)
    expect(again(engine, 'old').verdict).toBe('drop')
  })

  it('is dropped before 5.9 with conntrack=1, whatever its entry', () => {
    const engine = engineWith(2, {}, { dropsOldConntrackOnly: false })
    engine.sysctls.conntrack = 1
    closed(engine)
    expect(again(engine, 'new').verdict).toBe('drop')
  })

  it('leaves a server of weight 0 if expire_nodest_conn=1, also with conn_reuse_mode=0', () => {
    const engine = engineWith(2)
    Object.assign(engine.sysctls, { expire_nodest_conn: 1, conn_reuse_mode: 0 })
    const passage = connect(engine, 1)
    engine.virtualServers.editServer(webKey, { ...serverAt('10.244.1.2'), weight: 0 })
    const second = again(engine)
    expect(second.isNew).toBe(true)
    expect(second.server).not.toBe(passage?.server)
  })
})

describe('a connection whose server was removed', () => {
  const removed = (expire: number, flush: boolean) => {
    const engine = engineWith(2, {}, { dropsNodestAtOnce: flush })
    engine.sysctls.expire_nodest_conn = expire
    connect(engine, 1)
    engine.virtualServers.removeServer(webKey, serverAt('10.244.1.2'))
    return engine.packets.input(
      packetTo({ sourcePort: 1, tcpFlags: tcpFlag.ack }),
      remote,
      contextAt(5),
    ).verdict
  }
  it.each([
    { name: 'swallows packets with expire_nodest_conn=0', expire: 0, flush: true, verdict: 'drop' },
    { name: 'is gone with expire_nodest_conn=1', expire: 1, flush: true, verdict: 'accept' },
    { name: 'goes with the next packet before 5.9', expire: 1, flush: false, verdict: 'accept' },
  ])('$name', ({ expire, flush, verdict }) => expect(removed(expire, flush)).toBe(verdict))
})
