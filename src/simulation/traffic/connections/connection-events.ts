import { formatEndpoint } from '../../../packet/address.ts'
import { protocolNumber } from '../../../packet/protocol.ts'
import type { TrafficEvent } from '../../events/run-event.ts'
import type { ArrivedDelivery } from '../../network/delivery.ts'
import type { TrafficWorld } from '../traffic-world.ts'
import type { Connection, ConnectionOwner, Outcome } from './connection.ts'

type Opened = Extract<TrafficEvent, { kind: 'connection-opened' }>

/** What observers hear of connections; to be called only where somebody observes. */
export function tellOpened(
  { events, timeline }: TrafficWorld,
  { traffic, client }: ConnectionOwner,
  connection: Connection,
): void {
  const { source, sourcePort, destination, destinationPort } = connection
  events.emit({
    kind: 'connection-opened',
    atMs: timeline.nowMs(),
    connection: connection.number,
    traffic,
    client,
    protocol: nameOf(connection.protocol),
    source: formatEndpoint(source, sourcePort),
    destination: formatEndpoint(destination, destinationPort),
  })
}

export function tellChosen(
  { events, timeline }: TrafficWorld,
  connection: number,
  { at, packet, path }: ArrivedDelivery,
): void {
  events.emit({
    kind: 'endpoint-chosen',
    atMs: timeline.nowMs(),
    connection,
    backend: formatEndpoint(packet.destination, packet.destinationPort),
    pod: at.kind === 'pod' ? at.pod.name : undefined,
    seenSource: formatEndpoint(packet.source, packet.sourcePort),
    path,
  })
}

export function tellEnded(
  { events, timeline }: TrafficWorld,
  connection: number,
  outcome: Outcome,
  detail: string,
  openMs: number,
): void {
  const atMs = timeline.nowMs()
  events.emit({ kind: 'connection-ended', atMs, connection, outcome, detail, openMs })
}

function nameOf(protocol: number): Opened['protocol'] {
  switch (protocol) {
    case protocolNumber.tcp:
      return 'tcp'
    case protocolNumber.sctp:
      return 'sctp'
    case protocolNumber.udp:
      return 'udp'
    default:
      return 'icmp'
  }
}
