import type { KubernetesObject } from '../kubernetes/objects/kubernetes-object.ts'
import type { Pod } from '../kubernetes/objects/pod.ts'
import type { Service, ServicePort } from '../kubernetes/objects/service.ts'
import { formatAddress, parsePrefix } from '../packet/address.ts'

/** One of the environment of a container. */
export interface EnvironmentVariable {
  readonly name: string
  readonly value: string
}

/** Every pod is told of it, whatever its namespace (pkg/kubelet/kubelet_pods.go masterServices). */
const apiServerService = { name: 'kubernetes', namespace: 'default' }

/**
 * The variables that tell a pod's containers of Services: those of its namespace, unless `enableServiceLinks` is
 * false, and the API server's (pkg/kubelet/envvars/envvars.go, kubelet_pods.go getServiceEnvVarMap). The
 * kubelet puts them in no order; here they stand by the Services' names. Only Services that were there before
 * the pod started count; variables that a container sets itself win, and are not looked at.
 */
export function serviceVariables(
  objects: readonly KubernetesObject[],
  pod: Pod,
): readonly EnvironmentVariable[] {
  const variables = new Map<string, string>()
  for (const service of servicesFor(objects, pod))
    for (const { name, value } of variablesOf(service)) variables.set(name, value)
  return [...variables].map(([name, value]) => ({ name, value }))
}

/**
 * The objects with the Service default/kubernetes, which the API server makes of itself: the first address of the
 * Service range, port 443. One that is there stays.
 */
export function withApiServerService(
  objects: readonly KubernetesObject[],
): readonly KubernetesObject[] {
  const has = objects.some(
    ({ kind, metadata }) =>
      kind === 'Service' &&
      metadata.name === apiServerService.name &&
      metadata.namespace === apiServerService.namespace,
  )
  const clusterIP = has ? undefined : firstServiceAddress(objects)
  return clusterIP === undefined ? objects : [...objects, apiServerServiceAt(clusterIP)]
}

function servicesFor(objects: readonly KubernetesObject[], pod: Pod): readonly Service[] {
  const { namespace } = pod.metadata
  const byName = new Map<string, Service>()
  for (const object of objects) {
    if (object.kind !== 'Service' || !hasClusterIp(object)) continue
    const { metadata } = object
    const isApiServer =
      metadata.namespace === apiServerService.namespace && metadata.name === apiServerService.name
    if (isApiServer) byName.set(metadata.name, byName.get(metadata.name) ?? object)
    else if (metadata.namespace === namespace && pod.spec.enableServiceLinks !== false)
      byName.set(metadata.name, object)
  }
  return [...byName.values()].sort((one, other) =>
    one.metadata.name < other.metadata.name ? -1 : 1,
  )
}

function hasClusterIp({ spec }: Service): boolean {
  return spec.clusterIP !== '' && spec.clusterIP !== 'None'
}

function variablesOf({ metadata, spec }: Service): readonly EnvironmentVariable[] {
  const prefix = variableName(metadata.name)
  const { clusterIP, ports } = spec
  const [first] = ports
  if (first === undefined) return []
  return [
    { name: `${prefix}_SERVICE_HOST`, value: clusterIP },
    { name: `${prefix}_SERVICE_PORT`, value: String(first.port) },
    ...ports
      .filter(({ name }) => name !== '')
      .map(({ name, port }) => ({
        name: `${prefix}_SERVICE_PORT_${variableName(name)}`,
        value: String(port),
      })),
    { name: `${prefix}_PORT`, value: linkTo(first, clusterIP) },
    ...ports.flatMap((port) => linkVariables(prefix, port, clusterIP)),
  ]
}

/** As Docker's links had them. */
function linkVariables(
  prefix: string,
  port: ServicePort,
  clusterIP: string,
): readonly EnvironmentVariable[] {
  const name = `${prefix}_PORT_${port.port}_${port.protocol}`
  return [
    { name, value: linkTo(port, clusterIP) },
    { name: `${name}_PROTO`, value: port.protocol.toLowerCase() },
    { name: `${name}_PORT`, value: String(port.port) },
    { name: `${name}_ADDR`, value: clusterIP },
  ]
}

function linkTo({ protocol, port }: ServicePort, clusterIP: string): string {
  const host = clusterIP.includes(':') ? `[${clusterIP}]` : clusterIP
  return `${protocol.toLowerCase()}://${host}:${port}`
}

function variableName(name: string): string {
  return name.replaceAll('-', '_').toUpperCase()
}

function firstServiceAddress(objects: readonly KubernetesObject[]): string | undefined {
  const cidrs = objects.flatMap((object) =>
    object.kind === 'ServiceCIDR' ? object.spec.cidrs : [],
  )
  const [cidr] = cidrs
  if (cidr === undefined) return undefined
  const { address } = parsePrefix(cidr)
  return formatAddress((typeof address === 'number' ? address + 1 : address + 1n) as typeof address)
}

/** pkg/controlplane/controller/kubernetesservice. */
function apiServerServiceAt(clusterIP: string): Service {
  const family = clusterIP.includes(':') ? 'IPv6' : 'IPv4'
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...apiServerService, labels: {}, annotations: {} },
    spec: {
      type: 'ClusterIP',
      ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 6443, nodePort: 0 }],
      clusterIP,
      clusterIPs: [clusterIP],
      ipFamilies: [family],
      externalIPs: [],
      sessionAffinity: 'None',
      loadBalancerSourceRanges: [],
    },
    status: { loadBalancer: { ingress: [] } },
  }
}
