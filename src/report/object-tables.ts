import type { EndpointSlice } from '../kubernetes/objects/endpoint-slice.ts'
import { zoneLabel } from '../kubernetes/objects/endpoint-slice.ts'
import type { KubernetesObject } from '../kubernetes/objects/kubernetes-object.ts'
import type { Node } from '../kubernetes/objects/node.ts'
import type { Pod } from '../kubernetes/objects/pod.ts'
import type { Service } from '../kubernetes/objects/service.ts'
import { type Column, formatTable } from './table.ts'

const none = '<none>'
/** kubectl shows three endpoints of a slice and counts the rest. */
const endpointsShown = 3

/** One table a kind, under the columns that `kubectl get -o wide` has (no AGE: nothing here has one). */
export function formatObjectTables(objects: readonly KubernetesObject[]): string {
  const tables = [
    table(
      'NAME INTERNAL-IP POD-CIDR ZONE',
      objects.filter((object) => object.kind === 'Node').map(nodeRow),
    ),
    table(
      'NAMESPACE NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) SELECTOR',
      objects.filter((object) => object.kind === 'Service').map(serviceRow),
    ),
    table(
      'NAMESPACE NAME READY STATUS IP NODE',
      objects.filter((object) => object.kind === 'Pod').map(podRow),
    ),
    table(
      'NAMESPACE NAME ADDRESSTYPE PORTS ENDPOINTS',
      objects.filter((object) => object.kind === 'EndpointSlice').map(sliceRow),
    ),
    table(
      'NAME CIDRS',
      objects
        .filter((object) => object.kind === 'ServiceCIDR')
        .map(({ metadata, spec }) => [`servicecidr/${metadata.name}`, spec.cidrs.join(',')]),
    ),
  ]
  return tables.filter((text) => text !== '').join('\n')
}

function table(headers: string, rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ''
  const columns: Column[] = headers.split(' ').map((header) => ({ header }))
  return formatTable(columns, rows)
}

function nodeRow({ metadata, spec, status }: Node): readonly string[] {
  const addresses = status.addresses
    .filter(({ type }) => type === 'InternalIP')
    .map(({ address }) => address)
  const zone = metadata.labels[zoneLabel] ?? none
  return [`node/${metadata.name}`, list(addresses), list(spec.podCIDRs), zone]
}

function serviceRow({ metadata, spec, status }: Service): readonly string[] {
  return [
    metadata.namespace,
    `service/${metadata.name}`,
    spec.type,
    list(spec.clusterIPs),
    spec.type === 'ExternalName' ? (spec.externalName ?? none) : externalAddresses(spec, status),
    list(spec.ports.map(formatPort)),
    list(Object.entries(spec.selector ?? {}).map(([key, value]) => `${key}=${value}`)),
  ]
}

function externalAddresses(spec: Service['spec'], status: Service['status']): string {
  const ingress = status.loadBalancer.ingress.map(({ ip, hostname }) => ip ?? hostname ?? '')
  return list([...ingress, ...spec.externalIPs])
}

/** `80/TCP`, `80:30080/TCP`, as kubectl. */
function formatPort({ port, nodePort, protocol }: Service['spec']['ports'][number]): string {
  return nodePort === 0 ? `${port}/${protocol}` : `${port}:${nodePort}/${protocol}`
}

function podRow({ metadata, spec, status }: Pod): readonly string[] {
  const ready = status.conditions.some(
    ({ type, status: value }) => type === 'Ready' && value === 'True',
  )
  const phase = metadata.deletionTimestamp === undefined ? status.phase : 'Terminating'
  const count = spec.containers.length
  return [
    metadata.namespace,
    `pod/${metadata.name}`,
    `${ready ? count : 0}/${count}`,
    phase,
    list(status.podIPs.map(({ ip }) => ip)),
    spec.nodeName ?? none,
  ]
}

function sliceRow({ metadata, addressType, ports, endpoints }: EndpointSlice): readonly string[] {
  const addresses = endpoints.flatMap((endpoint) => endpoint.addresses.slice(0, 1))
  const more = addresses.length - endpointsShown
  return [
    metadata.namespace,
    `endpointslice/${metadata.name}`,
    addressType,
    ports.length === 0 ? '<unset>' : ports.map(({ port }) => String(port ?? '*')).join(','),
    addresses.length === 0
      ? '<unset>'
      : list(addresses.slice(0, endpointsShown)) + (more > 0 ? ` + ${more} more...` : ''),
  ]
}

function list(texts: readonly string[]): string {
  return texts.length === 0 ? none : texts.join(',')
}
