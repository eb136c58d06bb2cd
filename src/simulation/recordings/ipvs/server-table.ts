import type { IpvsEngine } from '../../../kernel/ipvs/engine.ts'
import type { VirtualServer } from '../../../kernel/ipvs/model/virtual-server.ts'
import { formatAddress, formatEndpoint, type Ipv4 } from '../../../packet/address.ts'
import type { ServerTable, TableRow } from './recording.ts'

/** Virtual servers and servers in the kernel's own order, as the harness reads them from /proc/net/ip_vs. */
export function serverTable(engine: IpvsEngine): ServerTable {
  return Object.fromEntries(
    engine.virtualServers
      .list()
      .map((virtualServer) => [
        tableKey(virtualServer.key),
        virtualServer.servers.map(
          (server): TableRow => [
            formatEndpoint(server.address, server.port),
            server.weight,
            server.active,
            server.inactive,
          ],
        ),
      ]),
  )
}

/** `10.96.0.1:80/tcp`; a mark as an address: `0.0.0.7/fwm`. */
export function tableKey(key: VirtualServer['key']): string {
  if (key.kind === 'mark') return `${formatAddress(key.mark as Ipv4)}/fwm`
  const protocol = { 6: 'tcp', 17: 'udp', 132: 'sctp' }[key.protocol] ?? String(key.protocol)
  return `${formatEndpoint(key.address, key.port)}/${protocol}`
}

/** The virtual servers whose servers or counters are not as before; those that are gone do not show. */
export function changedTable(before: ServerTable, now: ServerTable): ServerTable {
  return Object.fromEntries(
    Object.entries(now).filter(
      ([key, rows]) => JSON.stringify(rows) !== JSON.stringify(before[key]),
    ),
  )
}
