import { formatEndpoint } from '../../../packet/address.ts'
import { forwardingName } from '../model/forwarding.ts'
import type { RealServer } from '../model/real-server.ts'
import type { VirtualServer } from '../model/virtual-server.ts'
import type { TimeoutSettings } from '../states/protocol-states.ts'
import type { VirtualServers } from '../virtual-servers.ts'
import { sortServers, sortVirtualServers } from './ipvsadm-order.ts'
import { netmaskText, schedulerFlagWords, serviceTitle } from './ipvsadm-words.ts'

export interface ListOptions {
  /** What stands beside each server; `--persistent-conn` and `--thresholds` show other columns. */
  readonly columns: 'plain' | 'persistent' | 'thresholds'
  /** `--nosort`: in the kernel's order. */
  readonly sorted: boolean
}

/** The kernel's default: 2^12 places (CONFIG_IP_VS_TAB_BITS). */
const versionLine = 'IP Virtual Server version 1.2.1 (size=4096)'

/** `ipvsadm -L -n`, as version 1.31 prints it. */
export function formatList(
  virtualServers: VirtualServers,
  options: ListOptions = { columns: 'plain', sorted: true },
): string[] {
  const all = virtualServers.list()
  return [
    versionLine,
    ...titles[options.columns],
    ...(options.sorted ? sortVirtualServers(all) : all).flatMap((one) => [
      virtualServerLine(one),
      ...(options.sorted ? sortServers(one.servers) : one.servers).map((server) =>
        serverLine(server, options.columns),
      ),
    ]),
  ]
}

/** `ipvsadm -L --timeout`. */
export function formatTimeouts({ tcp, tcpFin, udp }: TimeoutSettings): string {
  return `Timeout (tcp tcpfin udp): ${tcp} ${tcpFin} ${udp}`
}

const titles: Readonly<Record<ListOptions['columns'], readonly string[]>> = {
  plain: [
    'Prot LocalAddress:Port Scheduler Flags',
    '  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn',
  ],
  persistent: [
    'Prot LocalAddress:Port            Weight    PersistConn ActiveConn InActConn ',
    '  -> RemoteAddress:Port',
  ],
  thresholds: [
    'Prot LocalAddress:Port            Uthreshold Lthreshold ActiveConn InActConn ',
    '  -> RemoteAddress:Port',
  ],
}

function virtualServerLine(virtualServer: VirtualServer): string {
  const { scheduler, persistentSeconds, onePacket } = virtualServer.options
  const flags = schedulerFlagWords(virtualServer)
  const mask = netmaskText(virtualServer)
  return [
    `${serviceTitle(virtualServer)} ${scheduler}`,
    flags === '' ? '' : ` (${flags})`,
    persistentSeconds === undefined ? '' : ` persistent ${persistentSeconds}`,
    persistentSeconds === undefined || mask === undefined ? '' : ` mask ${mask}`,
    onePacket ? ' ops' : '',
  ].join('')
}

function serverLine(server: RealServer, columns: ListOptions['columns']): string {
  const title = `  -> ${formatEndpoint(server.address, server.port).padEnd(28)} `
  const counts = [server.active, server.inactive].map((count) => String(count).padEnd(10))
  const cells = {
    plain: () => [
      forwardingName[server.forwarding].padEnd(7),
      String(server.weight).padEnd(6),
      ...counts,
    ],
    persistent: () => [
      String(server.weight).padEnd(9),
      String(server.persistent).padEnd(11),
      ...counts,
    ],
    thresholds: () => [
      String(server.upperThreshold).padEnd(10),
      String(server.lowerThreshold).padEnd(10),
      ...counts,
    ],
  }
  return title + cells[columns]().join(' ')
}
