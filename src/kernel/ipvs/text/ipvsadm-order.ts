import type { Address } from '../../../packet/address.ts'
import type { RealServer } from '../model/real-server.ts'
import type { VirtualServer } from '../model/virtual-server.ts'
import { mergeSort } from './merge-sort.ts'

/** As `ipvsadm -L` and `-S` list them without `--nosort` (ipvs_cmp_services in libipvs.c, version 1.31). */
export function sortVirtualServers(virtualServers: readonly VirtualServer[]): VirtualServer[] {
  return mergeSort(virtualServers, compareVirtualServers)
}

/** ipvs_cmp_dests. */
export function sortServers(servers: readonly RealServer[]): RealServer[] {
  return mergeSort(
    servers,
    (one, other) => compareAddresses(one.address, other.address) || one.port - other.port,
  )
}

function compareVirtualServers(one: VirtualServer, other: VirtualServer): number {
  const byKind =
    (one.mark - other.mark) | 0 ||
    familyNumber(one) - familyNumber(other) ||
    one.protocol - other.protocol
  if (byKind !== 0 || one.key.kind === 'mark' || other.key.kind === 'mark') return byKind
  return compareAddresses(one.key.address, other.key.address) || one.port - other.port
}

/** AF_INET and AF_INET6. */
function familyNumber(virtualServer: VirtualServer): number {
  return virtualServer.family === 'IPv4' ? 2 : 10
}

/**
 * The difference of the first 32 bits that differ, as a signed number: 192.0.0.0 stands before 10.0.0.0, since their
 * difference does not fit.
 */
function compareAddresses(one: Address, other: Address): number {
  if (typeof one === 'number' || typeof other === 'number') return (Number(one) - Number(other)) | 0
  for (let shift = 96n; shift >= 0n; shift -= 32n) {
    const difference = Number(BigInt.asIntN(32, (one >> shift) - (other >> shift)))
    if (difference !== 0) return difference
  }
  return 0
}
