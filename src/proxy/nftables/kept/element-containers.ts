import { mapNames, setNames } from '../table-names.ts'
import { ElementContainer, type ExistingElements } from './element-container.ts'

/** The sets and maps whose elements come and go with Services. */
export interface ElementContainers {
  readonly clusterIps: ElementContainer
  readonly serviceIps: ElementContainer
  readonly firewallIps: ElementContainer
  readonly noEndpointServices: ElementContainer
  readonly noEndpointNodePorts: ElementContainer
  readonly serviceNodePorts: ElementContainer
  readonly hairpinConnections: ElementContainer
}

/** In the order in which kube-proxy deletes what is left over. `existing`: what the kernel holds, by set or map. */
export function elementContainers(
  existing: ReadonlyMap<string, ExistingElements> = new Map(),
): ElementContainers {
  const set = (name: string) => new ElementContainer('set', name, existing.get(name))
  const map = (name: string) => new ElementContainer('map', name, existing.get(name))
  return {
    clusterIps: set(setNames.clusterIps),
    serviceIps: map(mapNames.serviceIps),
    firewallIps: map(mapNames.firewallIps),
    noEndpointServices: map(mapNames.noEndpointServices),
    noEndpointNodePorts: map(mapNames.noEndpointNodePorts),
    serviceNodePorts: map(mapNames.serviceNodePorts),
    hairpinConnections: set(setNames.hairpinConnections),
  }
}
