import type { Cluster } from '../../kubernetes/cluster/make-cluster.ts'
import { serviceNameLabel } from '../../kubernetes/objects/endpoint-slice.ts'
import type { KubernetesObject } from '../../kubernetes/objects/kubernetes-object.ts'
import type { Service } from '../../kubernetes/objects/service.ts'
import { familyOf, parseAddress, tryParseAddress } from '../../packet/address.ts'
import { protocolNumber } from '../../packet/protocol.ts'
import type { ExchangeRequest } from '../../simulation/exchange.ts'
import type { EmulatedNode } from '../../simulation/node/emulated-node.ts'
import { resolveSource } from '../../simulation/traffic-targets.ts'

/** A Service worth showing, and a pod of the node that asks it something. */
export interface DemoTraffic {
  readonly service: Service
  readonly request: ExchangeRequest
  readonly sourceName: string
  /** `svc/shop/catalog:80`. */
  readonly targetName: string
  /** `svc/shop/catalog`. */
  readonly serviceName: string
}

/** The Service with most ready endpoints, without affinity if there is one, and a pod that is none of them. */
export function chooseTraffic({ objects }: Cluster, node: EmulatedNode): DemoTraffic | undefined {
  const families = node.modes.map(({ family }) => family)
  const candidates = objects
    .filter((object): object is Service => object.kind === 'Service')
    .filter(({ spec }) => {
      const address = tryParseAddress(spec.clusterIP)
      return address !== undefined && families.includes(familyOf(address)) && spec.ports.length > 0
    })
    .map((service) => ({ service, ready: readyAddresses(service, objects) }))
    .filter(({ ready }) => ready.size > 0)
    .sort((a, b) => rank(b.service, b.ready) - rank(a.service, a.ready))
  const [best] = candidates
  return best === undefined ? undefined : trafficTo(best.service, best.ready, objects, node)
}

/** The Service as it would be with affinity. */
export function withAffinity(service: Service): Service {
  return {
    ...service,
    spec: {
      ...service.spec,
      sessionAffinity: 'ClientIP',
      sessionAffinityConfig: { clientIP: { timeoutSeconds: 10_800 } },
    },
  }
}

function rank({ spec }: Service, ready: ReadonlySet<string>): number {
  return ready.size + (spec.sessionAffinity === 'None' ? 1_000_000 : 0)
}

function readyAddresses(
  { metadata }: Service,
  objects: readonly KubernetesObject[],
): ReadonlySet<string> {
  const addresses = objects.flatMap((object) =>
    object.kind === 'EndpointSlice' &&
    object.metadata.namespace === metadata.namespace &&
    object.metadata.labels[serviceNameLabel] === metadata.name
      ? object.endpoints.filter(({ conditions }) => conditions.ready !== false)
      : [],
  )
  return new Set(addresses.flatMap((endpoint) => endpoint.addresses))
}

function trafficTo(
  service: Service,
  ready: ReadonlySet<string>,
  objects: readonly KubernetesObject[],
  node: EmulatedNode,
): DemoTraffic | undefined {
  const [port] = service.spec.ports
  if (port === undefined) return undefined
  const address = parseAddress(service.spec.clusterIP)
  const pod = objects.find(
    (object) =>
      object.kind === 'Pod' &&
      object.spec.nodeName === node.node.metadata.name &&
      !object.spec.hostNetwork &&
      object.status.podIPs.some(({ ip }) => !ready.has(ip)),
  )
  const sourceName =
    pod === undefined ? 'client' : `pod/${pod.metadata.namespace}/${pod.metadata.name}`
  const scope = { objects, namespace: 'default', family: familyOf(address) }
  const source = resolveSource(sourceName, scope)
  const serviceName = `svc/${service.metadata.namespace}/${service.metadata.name}`
  return {
    service,
    request: {
      from: source.from,
      protocol: protocolNumber[port.protocol.toLowerCase() as 'tcp' | 'udp' | 'sctp'],
      source: { address: source.address, port: 40_000 },
      destination: { address, port: port.port },
    },
    sourceName,
    targetName: `${serviceName}:${port.port}`,
    serviceName,
  }
}
