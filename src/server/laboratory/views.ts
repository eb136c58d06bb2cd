import { serviceNameLabel } from '../../kubernetes/objects/endpoint-slice.ts'
import type { KubernetesObject } from '../../kubernetes/objects/kubernetes-object.ts'
import type { Node } from '../../kubernetes/objects/node.ts'
import type { Service } from '../../kubernetes/objects/service.ts'
import { toManifest } from '../../kubernetes/printing/manifest.ts'
import type { KeptCluster } from './kept-cluster.ts'
import type { Page } from './laboratory-request.ts'

/** A part of a list, and how to ask for the next. */
export interface Listed<T> {
  readonly items: readonly T[]
  /** Of the whole list. */
  readonly total: number
  /** Where the next page begins; undefined: this was the last. */
  readonly next?: number
}

export function pageOf<T, R>(
  all: readonly T[],
  { offset, limit }: Page,
  show: (item: T) => R,
): Listed<R> {
  const items = all.slice(offset, offset + limit).map(show)
  const end = offset + items.length
  return { items, total: all.length, ...(end < all.length ? { next: end } : {}) }
}

export function summaryOf({ name, settings, cluster, nowMs, revision }: KeptCluster) {
  const count = (kind: string) => cluster.objects.filter((one) => one.kind === kind).length
  return {
    name,
    mode: settings.mode,
    revision,
    nowMs,
    nodes: count('Node'),
    services: count('Service'),
    pods: count('Pod'),
    endpoints: cluster.objects.reduce(
      (sum, one) => sum + (one.kind === 'EndpointSlice' ? one.endpoints.length : 0),
      0,
    ),
    notes: cluster.notes,
  }
}

export function servicesOf({ cluster: { objects } }: KeptCluster, page: Page) {
  const services = objects.filter((object): object is Service => object.kind === 'Service')
  const endpoints = endpointCounts(objects)
  return pageOf(services, page, ({ metadata, spec, status }) => ({
    namespace: metadata.namespace,
    name: metadata.name,
    type: spec.type,
    clusterIPs: spec.clusterIPs,
    externalIPs: [
      ...status.loadBalancer.ingress.flatMap(({ ip, hostname }) => ip ?? hostname ?? []),
      ...spec.externalIPs,
    ],
    ports: spec.ports.map(({ name, protocol, port, nodePort }) => ({
      ...(name === '' ? {} : { name }),
      protocol,
      port,
      ...(nodePort === 0 ? {} : { nodePort }),
    })),
    readyEndpoints: endpoints.get(`${metadata.namespace}/${metadata.name}`)?.ready ?? 0,
    endpoints: endpoints.get(`${metadata.namespace}/${metadata.name}`)?.all ?? 0,
  }))
}

export function objectsOf(
  { cluster: { objects } }: KeptCluster,
  page: Page,
  kind: string | undefined,
  namespace: string | undefined,
) {
  const wanted = objects.filter(
    (object) =>
      (kind === undefined || object.kind === kind) &&
      (namespace === undefined || object.metadata.namespace === namespace),
  )
  return pageOf(wanted, page, toManifest)
}

export function nodesOf({ cluster: { objects } }: KeptCluster, page: Page) {
  const nodes = objects.filter((object): object is Node => object.kind === 'Node')
  return pageOf(nodes, page, nodeRow)
}

export function nodeRow({ metadata, spec, status }: Node) {
  return {
    name: metadata.name,
    addresses: status.addresses.map(({ type, address }) => ({ type, address })),
    podCIDRs: spec.podCIDRs,
    labels: metadata.labels,
  }
}

function endpointCounts(objects: readonly KubernetesObject[]) {
  const counts = new Map<string, { all: number; ready: number }>()
  for (const object of objects) {
    if (object.kind !== 'EndpointSlice') continue
    const key = `${object.metadata.namespace}/${object.metadata.labels[serviceNameLabel]}`
    const count = counts.get(key) ?? { all: 0, ready: 0 }
    for (const { conditions } of object.endpoints) {
      count.all += 1
      if (conditions.ready !== false) count.ready += 1
    }
    counts.set(key, count)
  }
  return counts
}
