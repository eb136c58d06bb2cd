import { formatEndpoint } from '../../../packet/address.ts'
import { forwardingSwitch } from '../model/forwarding.ts'
import type { RealServer } from '../model/real-server.ts'
import type { VirtualServer } from '../model/virtual-server.ts'
import type { VirtualServers } from '../virtual-servers.ts'
import { sortServers, sortVirtualServers } from './ipvsadm-order.ts'
import { netmaskText, schedulerFlagWords, serviceSwitch } from './ipvsadm-words.ts'

/**
 * `ipvsadm -S -n` (`ipvsadm-save -n`): one command a line, which `ipvsadm -R` reads. As the real one it leaves out
 * thresholds.
 */
export function formatSave(virtualServers: VirtualServers): string[] {
  return sortVirtualServers(virtualServers.list()).flatMap((virtualServer) => [
    `-A ${serviceSwitch(virtualServer)} -s ${virtualServer.options.scheduler}${optionWords(virtualServer)}`,
    ...sortServers(virtualServer.servers).map(
      (server) =>
        `-a ${serviceSwitch(virtualServer)} -r ${formatEndpoint(server.address, server.port)} ${serverWords(server)}`,
    ),
  ])
}

function optionWords(virtualServer: VirtualServer): string {
  const { persistentSeconds, onePacket } = virtualServer.options
  const mask = netmaskText(virtualServer)
  const flags = schedulerFlagWords(virtualServer)
  return [
    persistentSeconds === undefined ? '' : ` -p ${persistentSeconds}`,
    persistentSeconds === undefined || mask === undefined ? '' : ` -M ${mask}`,
    onePacket ? ' -o' : '',
    flags === '' ? '' : ` -b ${flags}`,
  ].join('')
}

function serverWords(server: RealServer): string {
  const words = `${forwardingSwitch[server.forwarding]} -w ${server.weight}`
  if (server.forwarding !== 'tunnel') return words
  const { type, port, checksum } = server.tunnel ?? { type: 'ipip', port: 0, checksum: 'none' }
  const checksumSwitch = { none: '--tun-nocsum', plain: '--tun-csum', remote: '--tun-remcsum' }
  const more = {
    ipip: '',
    gue: ` --tun-port ${port} ${checksumSwitch[checksum]}`,
    gre: ` ${checksumSwitch[checksum]}`,
  }
  return `${words} --tun-type ${type}${more[type]}`
}
