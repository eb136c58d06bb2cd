import { UserError } from '../../base/user-error.ts'
import { serviceNameLabel } from '../../kubernetes/objects/endpoint-slice.ts'
import type { KubernetesObject } from '../../kubernetes/objects/kubernetes-object.ts'
import { familyOf, tryParseAddress } from '../../packet/address.ts'
import { protocolNumber } from '../../packet/protocol.ts'
import type { ConnectionTarget } from '../../simulation/cost/new-connections.ts'
import {
  type SyntheticServices,
  servicePort,
  syntheticAddress,
  syntheticNode,
  syntheticObjects,
  syntheticService,
} from '../../simulation/cost/synthetic-services.ts'
import { selectNode } from '../select-node.ts'
import type { BenchCluster } from './bench-rows.ts'

/** So many Services, all alike. */
export function syntheticCluster(
  services: number,
  endpoints: number,
  affinity: boolean,
): BenchCluster {
  const shape: SyntheticServices = { services, endpoints, affinity, protocol: 'TCP', prefix: 's' }
  return {
    services,
    endpoints,
    node: syntheticNode,
    objects: [syntheticNode, ...syntheticObjects(shape)],
    targets: Array.from({ length: services }, (_, index) => ({
      address: syntheticAddress(index),
      port: servicePort,
      protocol: protocolNumber.tcp,
    })),
    oneMore: syntheticService(shape, services, services),
  }
}

/** A cluster that is there. @throws UserError E_USAGE where no Service of them can be reached */
export function clusterOfObjects(objects: readonly KubernetesObject[]): BenchCluster {
  const node = selectNode({ objects }, undefined)
  const endpoints = endpointsByService(objects)
  const targets = targetsOf(objects, endpoints)
  if (targets.length === 0)
    throw new UserError('E_USAGE', 'no Service here has an IPv4 cluster IP and ready endpoints')
  const counts = [...endpoints.values()]
  const shape = {
    services: 1,
    endpoints: 1,
    affinity: false,
    protocol: 'TCP',
    prefix: 's',
  } as const
  return {
    services: targets.length,
    endpoints: counts.reduce((sum, count) => sum + count, 0) / counts.length,
    node,
    objects,
    targets,
    oneMore: syntheticService(shape, 0, 60_000),
  }
}

function endpointsByService(objects: readonly KubernetesObject[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const object of objects) {
    if (object.kind !== 'EndpointSlice' || object.addressType !== 'IPv4') continue
    const name = `${object.metadata.namespace}/${object.metadata.labels[serviceNameLabel]}`
    const ready = object.endpoints.filter(({ conditions }) => conditions.ready !== false).length
    if (ready > 0) counts.set(name, (counts.get(name) ?? 0) + ready)
  }
  return counts
}

/** Every port of every Service that somebody answers, in kube-proxy's order here: by name. */
function targetsOf(
  objects: readonly KubernetesObject[],
  endpoints: ReadonlyMap<string, number>,
): ConnectionTarget[] {
  return objects
    .flatMap((object) => {
      if (object.kind !== 'Service') return []
      const name = `${object.metadata.namespace}/${object.metadata.name}`
      const ip = object.spec.clusterIPs
        .map(tryParseAddress)
        .find((one) => one !== undefined && familyOf(one) === 'IPv4')
      if (ip === undefined || !endpoints.has(name)) return []
      return object.spec.ports.map((port) => ({
        name: `${name}:${port.name}`,
        target: {
          address: ip,
          port: port.port,
          protocol: protocolNumber[port.protocol.toLowerCase() as 'tcp' | 'udp' | 'sctp'],
        },
      }))
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ target }) => target)
}
