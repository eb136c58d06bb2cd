import { type Family, parseAddress } from '../../packet/address.ts'
import { type ParsedAddress, parseSloppyAddress } from '../sloppy-address.ts'

/** The address by which kube-proxy knows its node, one a family; loopback where it knows none. */
export type NodeAddresses = Readonly<Record<Family, ParsedAddress>>

/** Interface name → its addresses with prefix lengths, as `ip addr` shows them. */
export type NetworkInterfaces = Readonly<Record<string, readonly string[]>>

const loopback: NodeAddresses = {
  IPv4: { address: parseAddress('127.0.0.1'), text: '127.0.0.1', family: 'IPv4' },
  IPv6: { address: parseAddress('::1'), text: '::1', family: 'IPv6' },
}

/**
 * The first address of each family in `nodeIps` (of the Node's status, in its order); a bindAddress that is
 * not "any" replaces the one of its family (cmd/kube-proxy/app/server.go detectNodeIPs).
 */
export function detectNodeAddresses(
  nodeIps: readonly string[],
  bindAddress: string,
): { readonly primary: Family; readonly addresses: NodeAddresses } {
  const addresses = { ...loopback }
  const parsed = nodeIps.map(parseSloppyAddress).filter((one) => one !== undefined)
  for (const address of parsed.toReversed()) addresses[address.family] = address
  let primary: Family = parsed[0]?.family ?? 'IPv4'
  const bind = parseSloppyAddress(bindAddress)
  if (bind !== undefined && !isUnspecified(bind)) {
    primary = bind.family
    addresses[bind.family] = bind
  }
  return { primary, addresses }
}

/** Every address of every interface, in the order of the interfaces' names. */
export function interfaceAddresses(interfaces: NetworkInterfaces): ParsedAddress[] {
  return Object.keys(interfaces)
    .sort()
    .flatMap((name) => interfaces[name] ?? [])
    .map((text) => parseSloppyAddress(text.split('/')[0] ?? ''))
    .filter((address) => address !== undefined)
}

export function isLoopback({ address }: ParsedAddress): boolean {
  return typeof address === 'number' ? address >>> 24 === 127 : address === 1n
}

function isUnspecified({ address }: ParsedAddress): boolean {
  return typeof address === 'number' ? address === 0 : address === 0n
}
