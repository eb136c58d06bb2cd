import type { EndpointSlice } from '../../src/kubernetes/objects/endpoint-slice.ts'
import type { Service } from '../../src/kubernetes/objects/service.ts'

/** The workload of `kp-oracle bench`: ClusterIP Services with one TCP port, endpoints on a hundred nodes. */
export function benchService(index: number): Service {
  const ip = `10.${96 + Math.floor(index / 62_500)}.${Math.floor(index / 250) % 250}.${(index % 250) + 1}`
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: `service-${index}`,
      namespace: `ns-${index % 50}`,
      labels: {},
      annotations: {},
    },
    spec: {
      type: 'ClusterIP',
      clusterIP: ip,
      clusterIPs: [ip],
      ipFamilies: ['IPv4'],
      externalIPs: [],
      sessionAffinity: 'None',
      internalTrafficPolicy: 'Cluster',
      loadBalancerSourceRanges: [],
      ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 8080, nodePort: 0 }],
    },
    status: { loadBalancer: { ingress: [] } },
  }
}

/** `variant`: another first endpoint. */
export function benchSlice(index: number, endpointCount: number, variant = 0): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `service-${index}-x`,
      namespace: `ns-${index % 50}`,
      labels: { 'kubernetes.io/service-name': `service-${index}` },
      annotations: {},
    },
    addressType: 'IPv4',
    ports: [{ name: 'http', protocol: 'TCP', port: 8080 }],
    endpoints: Array.from({ length: endpointCount }, (_, position) => {
      const number = index * endpointCount + position + (position === 0 ? variant * 4_000_000 : 0)
      return {
        addresses: [benchAddress(number)],
        conditions: { ready: true, serving: true, terminating: false },
        nodeName: `node-${number % 100}`,
      }
    }),
  }
}

function benchAddress(number: number): string {
  const octets = [
    11 + Math.floor(number / 15_625_000),
    Math.floor(number / 62_500) % 250,
    Math.floor(number / 250) % 250,
    (number % 250) + 1,
  ]
  return octets.join('.')
}
