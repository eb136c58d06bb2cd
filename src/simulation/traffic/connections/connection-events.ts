import { formatAddress, formatEndpoint } from '../../../packet/address.ts'
import { protocolNumber } from '../../../packet/protocol.ts'
import type { TrafficEvent } from '../../events/run-event.ts'
import type { ArrivedDelivery, Loss } from '../../network/delivery.ts'
import type { TrafficWorld } from '../traffic-world.ts'
import type { Connection, ConnectionOwner, Outcome } from './connection.ts'
import { describeStation } from './stations.ts'

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
  loss: Loss | undefined,
): void {
  const atMs = timeline.nowMs()
  const gone = outcome === 'completed' ? {} : goneAddressOf(loss)
  events.emit({ kind: 'connection-ended', atMs, connection, outcome, detail, openMs, ...gone })
}

export function tellAstray(
  { events, timeline }: TrafficWorld,
  connection: number,
  { at, packet }: ArrivedDelivery,
): void {
  events.emit({
    kind: 'answer-astray',
    atMs: timeline.nowMs(),
    connection,
    source: formatEndpoint(packet.source, packet.sourcePort),
    destination: formatEndpoint(packet.destination, packet.destinationPort),
    receiver: describeStation(at),
  })
}

/** Of events: where a pod that is gone would have been. */
export function goneAddressOf(loss: Loss | undefined): { goneAddress?: string } {
  return loss?.kind === 'pod-gone' ? { goneAddress: formatAddress(loss.address) } : {}
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
