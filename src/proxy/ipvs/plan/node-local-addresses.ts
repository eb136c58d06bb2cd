import type { Family } from '../../../packet/address.ts'
import {
  interfaceAddresses,
  isLoopback,
  type NetworkInterfaces,
} from '../../node/node-addresses.ts'
import { matchingNodeAddresses, type NodePortAddresses } from '../../node/node-port-addresses.ts'
import { isListed } from '../sets/bound-addresses.ts'
import { dummyDevice } from '../transaction.ts'

/** The node's addresses of this family but for those of kube-ipvs0, loopback and link-local ones; sorted. */
export function nodeLocalAddresses(family: Family, interfaces: NetworkInterfaces): string[] {
  const { [dummyDevice]: _virtual, ...others } = interfaces
  const texts = interfaceAddresses(others).map(({ text }) => text)
  return [...new Set(texts)].filter((text) => isListed(text, family)).sort()
}

/**
 * Addresses that get a virtual server for each node port: all local ones, or those that nodePortAddresses
 * names, but for loopback (proxier.go syncProxyRules). In order.
 */
export function nodePortTargets(
  family: Family,
  addresses: NodePortAddresses,
  interfaces: NetworkInterfaces,
): string[] {
  if (addresses.matchesAll) return nodeLocalAddresses(family, interfaces)
  return matchingNodeAddresses(addresses, interfaces)
    .filter((address) => !isLoopback(address))
    .map(({ text }) => text)
}
