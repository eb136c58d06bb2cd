import type { KubernetesObject } from '../../objects/kubernetes-object.ts'
import type { Service } from '../../objects/service.ts'
import { requireValid } from '../../validation/validate-object.ts'
import type { ClusterNetworks } from '../networks.ts'
import { NodePorts } from './node-ports.ts'
import { ServiceAddresses } from './service-addresses.ts'
import { withFamilies } from './service-families.ts'

/**
 * The Services with everything that an API server and a load balancer give them. First every Service gets
 * what it asks for, then the others what is left.
 * @throws UserError E_INVALID
 */
export function allocateServices(
  given: readonly Service[],
  networks: ClusterNetworks,
  before: readonly KubernetesObject[],
): readonly Service[] {
  const earlier = new Map<string, Service>()
  for (const object of before) if (object.kind === 'Service') earlier.set(keyOf(object), object)
  const addresses = new ServiceAddresses(networks)
  const nodePorts = new NodePorts()
  const asked = given.map((service) =>
    withFamilies(keepAllocations(service, earlier.get(keyOf(service))), networks),
  )
  for (const service of asked) {
    addresses.reserve(service)
    nodePorts.reserve(service)
  }
  return asked.map((service) => {
    const allocated = nodePorts.allocate(addresses.allocate(service))
    requireValid(allocated)
    return allocated
  })
}

/** What an update does not mention stays as it was (pkg/registry/core/service/storage patchAllocatedValues). */
function keepAllocations(service: Service, earlier: Service | undefined): Service {
  if (earlier === undefined) return service
  const { spec, status } = service
  const old = earlier.spec
  const bothHaveIPs = spec.type !== 'ExternalName' && old.type !== 'ExternalName'
  const keepsIPs = bothHaveIPs && spec.clusterIP === '' && old.clusterIP !== 'None'
  const ports = spec.ports.map((port) => {
    const same = old.ports.find(
      ({ port: number, protocol }) => number === port.port && protocol === port.protocol,
    )
    const keeps = port.nodePort === 0 && same !== undefined && usesNodePorts(service)
    return keeps ? { ...port, nodePort: same.nodePort } : port
  })
  const keepsHealthPort =
    spec.healthCheckNodePort === undefined &&
    old.healthCheckNodePort !== undefined &&
    spec.type === 'LoadBalancer' &&
    spec.externalTrafficPolicy === 'Local'
  const keepsIngress = spec.type === 'LoadBalancer' && status.loadBalancer.ingress.length === 0
  return {
    ...service,
    spec: {
      ...spec,
      ports,
      ...(keepsIPs ? { clusterIP: old.clusterIP, clusterIPs: old.clusterIPs } : {}),
      ...(keepsIPs && spec.ipFamilies.length === 0 ? { ipFamilies: old.ipFamilies } : {}),
      ...(keepsIPs && spec.ipFamilyPolicy === undefined && old.ipFamilyPolicy !== undefined
        ? { ipFamilyPolicy: old.ipFamilyPolicy }
        : {}),
      ...(keepsHealthPort ? { healthCheckNodePort: old.healthCheckNodePort } : {}),
    },
    status: keepsIngress ? earlier.status : status,
  }
}

function usesNodePorts({ spec }: Service): boolean {
  return spec.type === 'NodePort' || spec.type === 'LoadBalancer'
}

function keyOf({ metadata }: Service): string {
  return `${metadata.namespace}/${metadata.name}`
}
