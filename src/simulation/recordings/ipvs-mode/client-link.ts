import type { NodeKernel } from '../../../kernel/node-kernel.ts'
import { type Address, parseAddress, parsePrefix, prefixContains } from '../../../packet/address.ts'
import type { RecordedIpvsState } from './recorded-ipvs-state.ts'

/**
 * Whether what the recorder's client side sends comes to the node at all: to addresses of its own link it sends
 * directly, and there the node must answer ARP. With arp_ignore=1 (strictARP) it does so only for the addresses of
 * the interface that is asked, not for those of kube-ipvs0 (arp_ignore in net/ipv4/arp.c).
 */
export function reachesNode(
  { interfaces }: Pick<RecordedIpvsState, 'interfaces'>,
  kernel: NodeKernel,
): (destination: Address) => boolean {
  const own = interfaces.eth0 ?? []
  const link = own.slice(0, 1).map((text) => parsePrefix(text))
  const addresses = own.map((text) => parseAddress(text.split('/')[0] ?? ''))
  const ignores = (kernel.sysctl('net.ipv4.conf.all.arp_ignore') ?? '0') !== '0'
  return (destination) =>
    !link.some((prefix) => prefixContains(prefix, destination)) ||
    addresses.includes(destination) ||
    (!ignores && kernel.routing.isLocal(destination))
}
