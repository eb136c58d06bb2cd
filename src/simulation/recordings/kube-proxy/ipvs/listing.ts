import type { IpvsSnapshot } from '../../../../proxy/ipvs/ipvs-proxier.ts'
import {
  persistenceNetmask,
  type RealServer,
  type VirtualServer,
  virtualServerFlag,
} from '../../../../proxy/ipvs/servers/virtual-server.ts'
import type { AppliedServer } from '../../../../proxy/ipvs/servers/virtual-server-table.ts'

/** Connections of a real server, by the names of both. */
export type ConnectionsOf = (
  virtualServer: VirtualServer,
  realServer: RealServer,
) => { readonly active: number; readonly inactive: number }

/** What stands in IPVS, ipset and on kube-ipvs0, in the recordings' fields and order. */
export function listing(snapshot: IpvsSnapshot, connectionsOf: ConnectionsOf) {
  return {
    virtualServers: snapshot.virtualServers
      .map((server) => virtualServerListing(server, connectionsOf))
      .sort(
        (a, b) =>
          compare(a.address, b.address) || a.port - b.port || compare(a.protocol, b.protocol),
      ),
    dummyAddresses: snapshot.addresses,
    ipsets: snapshot.sets
      .map(({ definition: { name, type, family, comment }, entries }) => {
        return { name, type, family, comment, entries }
      })
      .sort((a, b) => compare(a.name, b.name)),
  }
}

function virtualServerListing(
  { virtualServer, realServers }: AppliedServer,
  connectionsOf: ConnectionsOf,
) {
  const { address, port, protocol, scheduler, flags, timeoutSeconds } = virtualServer
  return {
    address,
    port,
    protocol,
    scheduler,
    flags,
    flagNames: [
      ...((flags & virtualServerFlag.persistent) === 0 ? [] : ['persistent']),
      ...((flags & virtualServerFlag.mhPort) === 0 ? [] : ['mh-port']),
    ],
    timeout: timeoutSeconds,
    netmask: persistenceNetmask(address.includes(':') ? 'IPv6' : 'IPv4'),
    realServers: [...realServers.values()]
      .map((server) => {
        const { active, inactive } = connectionsOf(virtualServer, server)
        return {
          address: server.ip,
          port: server.port,
          weight: server.weight,
          activeConn: active,
          inactiveConn: inactive,
        }
      })
      .sort((a, b) => compare(a.address, b.address) || a.port - b.port),
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
