import { formatEndpoint } from '../../../packet/address.ts'
import { connectionFlag } from '../connections/connection-records.ts'
import type { ConnectionTable } from '../connections/connection-table.ts'
import type { IpvsEngine } from '../engine.ts'
import { protocolWord } from '../model/virtual-server.ts'
import { stateName } from '../states/protocol-states.ts'

/** One line of `ipvsadm -L -n -c`, as data. */
export interface ConnectionLine {
  readonly protocol: string
  /** Of its life, as the timer stands. */
  readonly secondsLeft: number
  readonly state: string
  readonly source: string
  readonly virtual: string
  readonly destination: string
}

/** Connections and templates, IPv4 first. The kernel's order differs from boot to boot. */
export function listConnections(engine: IpvsEngine): ConnectionLine[] {
  const { IPv4, IPv6 } = engine.connections.tables
  return [IPv4, IPv6].flatMap((table) =>
    [...table.slots()].map((slot) => connectionLine(engine, table, slot)),
  )
}

/** `ipvsadm -L -n -c`. */
export function formatConnections(engine: IpvsEngine): string[] {
  return [
    'IPVS connection entries',
    'pro expire state       source             virtual            destination',
    ...listConnections(engine).map(formatConnectionLine),
  ]
}

export function formatConnectionLine(line: ConnectionLine): string {
  const minutes = Math.trunc(line.secondsLeft / 60)
  const time = [minutes, line.secondsLeft % 60].map((part) => String(part).padStart(2, '0'))
  return [
    line.protocol.padEnd(3),
    time.join(':').padEnd(6),
    line.state.padEnd(11),
    line.source.padEnd(18),
    line.virtual.padEnd(18),
    line.destination,
  ].join(' ')
}

function connectionLine(engine: IpvsEngine, table: ConnectionTable, slot: number): ConnectionLine {
  const protocol = table.protocol(slot)
  const template = table.has(slot, connectionFlag.template)
  const server = engine.connections.serverOf(table, slot)
  const ticksLeft = (table.expires(slot) - table.wheel.clock) | 0
  return {
    protocol: protocolWord(protocol),
    secondsLeft: Math.max(0, Math.floor(ticksLeft / engine.kernel.hertz)),
    state: stateName(protocol, table.state(slot), template),
    source: formatEndpoint(table.client(slot), table.clientPort(slot)),
    virtual: formatEndpoint(table.virtual(slot), table.virtualPort(slot)),
    destination: formatEndpoint(server.address, destinationPort(engine, table, slot)),
  }
}

function destinationPort(engine: IpvsEngine, table: ConnectionTable, slot: number): number {
  if (table.has(slot, connectionFlag.invalidated)) return 0xffff
  return engine.packets.serverPort(table, slot)
}
