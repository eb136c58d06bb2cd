import type { Talk } from '../traffic-plan.ts'
import type { TrafficWorld } from '../traffic-world.ts'
import type { Connection, ConnectionOwner } from './connection.ts'
import { DnsLookup } from './dns-lookup.ts'
import { Ping } from './ping.ts'
import { SctpAssociation } from './sctp-association.ts'
import { TcpConnection } from './tcp-connection.ts'
import { UdpExchange } from './udp-exchange.ts'

/** A connection that holds such a talk, to be opened again and again. */
export function createConnection(
  world: TrafficWorld,
  owner: ConnectionOwner,
  talk: Talk,
): Connection {
  switch (talk.kind) {
    case 'tcp':
      return new TcpConnection(world, owner, talk)
    case 'udp':
      return new UdpExchange(world, owner, talk)
    case 'dns':
      return new DnsLookup(world, owner, talk)
    case 'icmp':
      return new Ping(world, owner, talk)
    case 'sctp':
      return new SctpAssociation(world, owner, talk)
  }
}
