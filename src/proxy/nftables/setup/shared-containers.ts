import { type FamilyWords, familyWords, type NftablesSettings } from '../settings.ts'
import { mapNames, setNames } from '../table-names.ts'
import type { ContainerOperation } from '../transaction.ts'

/** How the table declares the sets and maps that all Services share. */
export interface SharedContainers {
  readonly hairpinConnections: ContainerOperation
  readonly clusterIps: ContainerOperation
  readonly nodePortIps: ContainerOperation
  readonly noEndpointServices: ContainerOperation
  readonly noEndpointNodePorts: ContainerOperation
  readonly firewallIps: ContainerOperation
  readonly serviceIps: ContainerOperation
  readonly serviceNodePorts: ContainerOperation
}

const portKey = 'inet_proto . inet_service'

export function sharedContainers(settings: NftablesSettings): SharedContainers {
  const { address }: FamilyWords = familyWords(settings)
  const verdictByAddress = `${address} . ${portKey} : verdict`
  const verdictByPort = `${portKey} : verdict`
  return {
    hairpinConnections: declare(
      'set',
      setNames.hairpinConnections,
      `${address} . ${address} . ${portKey}`,
      'service hairpin connections',
    ),
    clusterIps: declare('set', setNames.clusterIps, address, 'Active ClusterIPs'),
    nodePortIps: declare('set', setNames.nodePortIps, address, 'IPs that accept NodePort traffic'),
    noEndpointServices: declare(
      'map',
      mapNames.noEndpointServices,
      verdictByAddress,
      'vmap to drop or reject packets to services with no endpoints',
    ),
    noEndpointNodePorts: declare(
      'map',
      mapNames.noEndpointNodePorts,
      verdictByPort,
      'vmap to drop or reject packets to service nodeports with no endpoints',
    ),
    firewallIps: declare(
      'map',
      mapNames.firewallIps,
      verdictByAddress,
      'destinations that are subject to LoadBalancerSourceRanges',
    ),
    serviceIps: declare(
      'map',
      mapNames.serviceIps,
      verdictByAddress,
      'ClusterIP, ExternalIP and LoadBalancer IP traffic',
    ),
    serviceNodePorts: declare('map', mapNames.serviceNodePorts, verdictByPort, 'NodePort traffic'),
  }
}

function declare(
  kind: 'set' | 'map',
  name: string,
  type: string,
  comment: string,
): ContainerOperation {
  const declaration = { type, flags: [], timeoutSeconds: undefined, comment }
  return { kind, verb: 'add', name, declaration }
}
