import type { Family } from '../../../packet/address.ts'
import { familyOf, formatAddress } from '../../../packet/address.ts'
import {
  type Endpoint,
  type EndpointPort,
  type EndpointSlice,
  headlessLabel,
  serviceNameLabel,
  zoneLabel,
} from '../../objects/endpoint-slice.ts'
import type { Node } from '../../objects/node.ts'
import type { Pod } from '../../objects/pod.ts'
import type { Service, ServicePort } from '../../objects/service.ts'
import { parseLooseAddress } from '../../validation/addresses.ts'
import { nameSuffix, uidOf } from '../hashed-names.ts'
import { isReady } from '../pods/pod-states.ts'

export const managedByLabel = 'endpointslice.kubernetes.io/managed-by'
/** kube-controller-manager --max-endpoints-per-slice */
const endpointsPerSlice = 100
const controllerName = 'endpointslice-controller.k8s.io'

/**
 * What the EndpointSlice controller makes of a Service and the Pods that it selects
 * (k8s.io/endpointslice reconciler.go and utils.go): slices of one address family and one set of ports each.
 */
export function slicesOfService(
  service: Service,
  pods: readonly Pod[],
  nodes: ReadonlyMap<string, Node>,
): readonly EndpointSlice[] {
  return service.spec.ipFamilies.flatMap((family) => slicesOfFamily(service, pods, nodes, family))
}

interface Group {
  readonly ports: readonly EndpointPort[]
  readonly endpoints: Endpoint[]
}

function slicesOfFamily(
  service: Service,
  pods: readonly Pod[],
  nodes: ReadonlyMap<string, Node>,
  family: Family,
): readonly EndpointSlice[] {
  const groups = new Map<string, Group>()
  for (const pod of pods) {
    const endpoint = endpointOf(service, pod, nodes, family)
    if (endpoint === undefined) continue
    const ports = portsOf(service, pod)
    const key = ports.map(({ name, protocol, port }) => `${name} ${protocol} ${port}`).join()
    const group = groups.get(key) ?? { ports, endpoints: [] }
    groups.set(key, group)
    group.endpoints.push(endpoint)
  }
  const slices: EndpointSlice[] = []
  for (const [key, { ports, endpoints }] of groups)
    for (let start = 0; start < endpoints.length; start += endpointsPerSlice) {
      const part = endpoints.slice(start, start + endpointsPerSlice)
      slices.push(makeSlice(service, family, ports, part, `${key}/${start}`))
    }
  // The controller leaves a placeholder where there is nothing to say.
  return slices.length > 0 ? slices : [makeSlice(service, family, [], [], '')]
}

function makeSlice(
  service: Service,
  family: Family,
  ports: readonly EndpointPort[],
  endpoints: readonly Endpoint[],
  key: string,
): EndpointSlice {
  const { name: serviceName, namespace, uid = '' } = service.metadata
  const suffix = nameSuffix(`${namespace}/${serviceName}/${family}/${key}`)
  const name = `${serviceName}-${suffix}`
  const owner = { apiVersion: 'v1', kind: 'Service', name: serviceName, uid }
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name,
      generateName: `${serviceName}-`,
      namespace,
      labels: sliceLabels(service),
      annotations: {},
      uid: uidOf('EndpointSlice', namespace, name),
      ownerReferences: [{ ...owner, controller: true, blockOwnerDeletion: true }],
    },
    addressType: family,
    endpoints,
    ports,
    ...(service.at === undefined ? {} : { at: service.at }),
  }
}

/** The Service's own labels, but for those that say what the slice is. */
function sliceLabels({ metadata, spec }: Service): Readonly<Record<string, string>> {
  const { [headlessLabel]: _headless, ...labels } = metadata.labels
  return {
    ...labels,
    [managedByLabel]: controllerName,
    [serviceNameLabel]: metadata.name,
    ...(spec.clusterIP === 'None' || spec.clusterIP === '' ? { [headlessLabel]: '' } : {}),
  }
}

/** Undefined: the Pod is over, has no address of this family, or its Node is gone. */
function endpointOf(
  service: Service,
  pod: Pod,
  nodes: ReadonlyMap<string, Node>,
  family: Family,
): Endpoint | undefined {
  const { phase } = pod.status
  if (phase === 'Failed' || phase === 'Succeeded') return undefined
  const addresses = addressesOf(pod, family)
  if (addresses.length === 0) return undefined
  const { nodeName, hostname, subdomain } = pod.spec
  const node = nodeName === undefined ? undefined : nodes.get(nodeName)
  const publishAll = service.spec.publishNotReadyAddresses === true
  if (node === undefined && !publishAll) return undefined
  const { name, namespace, uid } = pod.metadata
  const serving = isReady(pod)
  const terminating = pod.metadata.deletionTimestamp !== undefined
  const ready = publishAll || (serving && !terminating)
  const zone = node?.metadata.labels[zoneLabel] || undefined
  const hints = ready ? hintsOf(service, zone, nodeName) : undefined
  return {
    addresses,
    conditions: { ready, serving, terminating },
    ...(hostname !== undefined && subdomain === service.metadata.name ? { hostname } : {}),
    ...(nodeName === undefined ? {} : { nodeName }),
    ...(zone === undefined ? {} : { zone }),
    ...(hints === undefined ? {} : { hints }),
    targetRef: { kind: 'Pod', namespace, name, ...(uid === undefined ? {} : { uid }) },
  }
}

function addressesOf({ status }: Pod, family: Family): readonly string[] {
  return status.podIPs.flatMap(({ ip }) => {
    const address = parseLooseAddress(ip)?.address
    return address !== undefined && familyOf(address) === family ? formatAddress(address) : []
  })
}

/**
 * trafficdist.go. The older annotation `service.kubernetes.io/topology-mode: Auto` switches this off; its
 * own hints follow the nodes' CPUs, which manifests do not tell, and are not made.
 */
function hintsOf(
  { metadata, spec }: Service,
  zone: string | undefined,
  nodeName: string | undefined,
): Endpoint['hints'] {
  const { annotations } = metadata
  const mode =
    annotations['service.kubernetes.io/topology-aware-hints'] ??
    annotations['service.kubernetes.io/topology-mode']
  if (spec.trafficDistribution === undefined || mode === 'Auto' || mode === 'auto') return undefined
  const forNodes = spec.trafficDistribution === 'PreferSameNode' && nodeName !== undefined
  if (zone === undefined && !forNodes) return undefined
  return {
    ...(zone === undefined ? {} : { forZones: [{ name: zone }] }),
    ...(forNodes ? { forNodes: [{ name: nodeName }] } : {}),
  }
}

/** A port whose name no container of the Pod has is left out for that Pod. */
function portsOf({ spec }: Service, pod: Pod): readonly EndpointPort[] {
  return spec.ports.flatMap((servicePort) => {
    const port = findPort(servicePort, pod)
    if (port === undefined) return []
    const { name, protocol, appProtocol } = servicePort
    return { name, protocol, port, ...(appProtocol === undefined ? {} : { appProtocol }) }
  })
}

function findPort({ targetPort, protocol }: ServicePort, { spec }: Pod): number | undefined {
  if (typeof targetPort === 'number') return targetPort
  for (const { ports } of [...spec.containers, ...(spec.initContainers ?? [])])
    for (const port of ports)
      if (port.name === targetPort && port.protocol === protocol) return port.containerPort
  return undefined
}
