import type { Endpoint, EndpointSlice } from '../../src/kubernetes/objects/endpoint-slice.ts'
import type { Service, ServicePort, ServiceSpec } from '../../src/kubernetes/objects/service.ts'

/** A ClusterIP Service `shop/web` with port http 80, changed as asked. */
export function service(
  spec: Partial<Omit<ServiceSpec, 'ports'>> & { ports?: readonly Partial<ServicePort>[] } = {},
  options: {
    name?: string
    labels?: Record<string, string>
    ingress?: Service['status']['loadBalancer']['ingress']
  } = {},
): Service {
  const ports = spec.ports ?? [{}]
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: options.name ?? 'web',
      namespace: 'shop',
      labels: options.labels ?? {},
      annotations: {},
    },
    spec: {
      type: 'ClusterIP',
      clusterIP: '10.96.0.1',
      clusterIPs: [spec.clusterIP ?? '10.96.0.1'],
      ipFamilies: ['IPv4'],
      externalIPs: [],
      sessionAffinity: 'None',
      internalTrafficPolicy: 'Cluster',
      loadBalancerSourceRanges: [],
      ...spec,
      ports: ports.map((port) => ({
        name: 'http',
        protocol: 'TCP' as const,
        port: 80,
        targetPort: 8080,
        nodePort: 0,
        ...port,
      })),
    },
    status: { loadBalancer: { ingress: options.ingress ?? [] } },
  }
}

/** A slice of `shop/web`: its endpoints by address, or written out. */
export function slice(
  endpoints: readonly (string | (Partial<Endpoint> & { address: string }))[],
  options: Partial<Pick<EndpointSlice, 'addressType' | 'ports'>> & {
    name?: string
    labels?: Record<string, string>
  } = {},
): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: options.name ?? 'web-1',
      namespace: 'shop',
      labels: { 'kubernetes.io/service-name': 'web', ...options.labels },
      annotations: {},
    },
    addressType: options.addressType ?? 'IPv4',
    ports: options.ports ?? [{ name: 'http', protocol: 'TCP', port: 8080 }],
    endpoints: endpoints.map((endpoint) => {
      if (typeof endpoint === 'string')
        return { addresses: [endpoint], conditions: { ready: true }, nodeName: 'node-2' }
      const { address, ...rest } = endpoint
      return { conditions: {}, nodeName: 'node-2', ...rest, addresses: [address] }
    }),
  }
}
