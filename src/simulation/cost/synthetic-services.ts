import type { EndpointSlice } from '../../kubernetes/objects/endpoint-slice.ts'
import type { KubernetesObject } from '../../kubernetes/objects/kubernetes-object.ts'
import type { Node } from '../../kubernetes/objects/node.ts'
import type { Service } from '../../kubernetes/objects/service.ts'
import type { Ipv4 } from '../../packet/address.ts'
import { formatAddress, parseAddress } from '../../packet/address.ts'

/** ClusterIP Services of one port, all alike, made without reading any text: a bench has tens of thousands. */
export interface SyntheticServices {
  readonly services: number
  /** Of each Service. */
  readonly endpoints: number
  /** `sessionAffinity: ClientIP`, three hours. */
  readonly affinity: boolean
  readonly protocol: 'TCP' | 'UDP'
  /** Begins the Services' names: kube-proxy's order here is by name. */
  readonly prefix: string
}

export const servicePort = 80
export const endpointPort = 8080
export const syntheticNamespace = 'bench'

/** The node itself: where the recordings' node is (192.168.0.10, pods in 10.244.0.0/24). */
export const syntheticNode: Node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'node-1', namespace: '', labels: {}, annotations: {} },
  spec: { podCIDR: '10.244.0.0/24', podCIDRs: ['10.244.0.0/24'] },
  status: { addresses: [{ type: 'InternalIP', address: '192.168.0.10' }] },
}

/** Pods of other nodes and of this one: kube-proxy is told that these are the cluster's. */
export const syntheticClusterCidr = '10.128.0.0/9'

/** 10.96.0.1 and on; one after the other, whatever the prefix. */
export function syntheticAddress(index: number): Ipv4 {
  return ((parseAddress('10.96.0.1') as number) + index) as Ipv4
}

/** The Services' objects, and their slices, the first one having address number `firstAddress`. */
export function syntheticObjects(shape: SyntheticServices, firstAddress = 0): KubernetesObject[] {
  const objects: KubernetesObject[] = []
  for (let index = 0; index < shape.services; index += 1)
    objects.push(...syntheticService(shape, index, firstAddress + index))
  return objects
}

export function syntheticService(
  { prefix, protocol, affinity, endpoints }: SyntheticServices,
  index: number,
  address: number,
): [Service, EndpointSlice] {
  const name = `${prefix}-${String(index).padStart(5, '0')}`
  const clusterIP = formatAddress(syntheticAddress(address))
  const service: Service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: syntheticNamespace, labels: {}, annotations: {} },
    spec: {
      type: 'ClusterIP',
      clusterIP,
      clusterIPs: [clusterIP],
      ipFamilies: ['IPv4'],
      externalIPs: [],
      sessionAffinity: affinity ? 'ClientIP' : 'None',
      ...(affinity ? { sessionAffinityConfig: { clientIP: { timeoutSeconds: 10_800 } } } : {}),
      internalTrafficPolicy: 'Cluster',
      loadBalancerSourceRanges: [],
      ports: [{ name: 'http', protocol, port: servicePort, targetPort: endpointPort, nodePort: 0 }],
    },
    status: { loadBalancer: { ingress: [] } },
  }
  const slice: EndpointSlice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${name}-x`,
      namespace: syntheticNamespace,
      labels: { 'kubernetes.io/service-name': name },
      annotations: {},
    },
    addressType: 'IPv4',
    ports: [{ name: 'http', protocol, port: endpointPort }],
    endpoints: Array.from({ length: endpoints }, (_, position) => ({
      addresses: [endpointAddress(address * endpoints + position)],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: 'node-2',
    })),
  }
  return [service, slice]
}

/** 10.128.0.1 and on: eight million of them. */
function endpointAddress(number: number): string {
  return formatAddress(((parseAddress('10.128.0.1') as number) + number) as Ipv4)
}
