/** The cluster of all questions: two dual-stack nodes; worker-1 is asked. */

export const address = {
  node: '192.168.1.11',
  node6: '2001:db8:1::11',
  /** cni0's: the first of the node's pod network. */
  podGateway: '10.244.1.1',
  pod: '10.244.1.20',
  pod6: 'fd00:10:244:1::20',
  client: '203.0.113.10',
  client6: '2001:db8:ffff::10',
  clusterIp: '10.96.0.10',
  clusterIp6: 'fd00:10:96::10',
  /** In the Services' range, but no Service's. */
  unallocated: '10.96.99.99',
  loadBalancer: '198.51.100.7',
  external: '198.51.100.9',
} as const

export const nodePort = 30_080

const node = (name: string, index: number) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  spec: {
    podCIDR: `10.244.${index}.0/24`,
    podCIDRs: [`10.244.${index}.0/24`, `fd00:10:244:${index}::/64`],
  },
  status: {
    addresses: [
      { type: 'InternalIP', address: `192.168.1.1${index}` },
      { type: 'InternalIP', address: `2001:db8:1::1${index}` },
    ],
  },
})

export const baseObjects: readonly unknown[] = [
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'ServiceCIDR',
    metadata: { name: 'kubernetes' },
    spec: { cidrs: ['10.96.0.0/16', 'fd00:10:96::/112'] },
  },
  node('worker-1', 1),
  node('worker-2', 2),
]

export interface ServiceOptions {
  readonly spec?: Readonly<Record<string, unknown>>
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP'
  readonly family?: 'IPv4' | 'IPv6'
  /** What the cloud's controller has set. */
  readonly ingress?: readonly Readonly<Record<string, unknown>>[]
}

/** Service `web`: port 80 of its cluster IP, to port 8080 of its endpoints. */
export function service(options: ServiceOptions = {}): unknown {
  const { spec = {}, protocol = 'TCP', family = 'IPv4', ingress } = options
  const clusterIp = family === 'IPv4' ? address.clusterIp : address.clusterIp6
  const isNodePort = spec.type !== undefined && spec.type !== 'ClusterIP'
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      clusterIP: clusterIp,
      clusterIPs: [clusterIp],
      ipFamilies: [family],
      ipFamilyPolicy: 'SingleStack',
      ports: [{ port: 80, targetPort: 8080, protocol, ...(isNodePort ? { nodePort } : {}) }],
      ...spec,
    },
    ...(ingress === undefined ? {} : { status: { loadBalancer: { ingress } } }),
  }
}

/** Of type LoadBalancer, with its address. */
export function loadBalancer(spec: Readonly<Record<string, unknown>> = {}): unknown {
  return service({
    spec: { type: 'LoadBalancer', ...spec },
    ingress: [{ ip: address.loadBalancer }],
  })
}

export interface EndpointState {
  readonly address: string
  readonly node: 'worker-1' | 'worker-2'
  readonly ready?: boolean
  readonly serving?: boolean
  readonly terminating?: boolean
}

export interface SliceOptions {
  readonly port?: number
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP'
  readonly family?: 'IPv4' | 'IPv6'
}

/** The endpoints of Service `web`. */
export function slice(endpoints: readonly EndpointState[], options: SliceOptions = {}): unknown {
  const { port = 8080, protocol = 'TCP', family = 'IPv4' } = options
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: 'web-1',
      namespace: 'default',
      labels: { 'kubernetes.io/service-name': 'web' },
    },
    addressType: family,
    ports: [{ name: '', port, protocol }],
    endpoints: endpoints.map(({ address: ip, node: nodeName, ...state }) => {
      const { ready = true, serving = ready, terminating = false } = state
      return { addresses: [ip], nodeName, conditions: { ready, serving, terminating } }
    }),
  }
}

/** Endpoints a and b on the node that is asked, c on the other. */
export const a: EndpointState = { address: '10.244.1.5', node: 'worker-1' }
export const b: EndpointState = { address: '10.244.1.6', node: 'worker-1' }
export const c: EndpointState = { address: '10.244.2.5', node: 'worker-2' }

/** A pod on worker-1's own network that listens there. */
export function hostPod(port: number): unknown {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `agent-${port}`, namespace: 'default' },
    spec: {
      nodeName: 'worker-1',
      hostNetwork: true,
      containers: [{ name: 'agent', image: 'agent', ports: [{ containerPort: port }] }],
    },
    status: {
      phase: 'Running',
      podIP: address.node,
      podIPs: [{ ip: address.node }],
      hostIP: address.node,
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  }
}
