import { UserError } from '../../base/user-error.ts'
import { familyOf, formatPrefix } from '../../packet/address.ts'
import type { EndpointSlice } from '../objects/endpoint-slice.ts'
import { serviceNameLabel } from '../objects/endpoint-slice.ts'
import type { InputObject } from '../objects/input-object.ts'
import type { KubernetesObject } from '../objects/kubernetes-object.ts'
import type { Metadata } from '../objects/metadata.ts'
import type { Node } from '../objects/node.ts'
import type { Pod } from '../objects/pod.ts'
import type { Service } from '../objects/service.ts'
import type { ServiceCidr } from '../objects/service-cidr.ts'
import { requireValid } from '../validation/validate-object.ts'
import { nameSuffix, uidOf } from './hashed-names.ts'
import { type InputParts, sortByKind } from './input-parts.ts'
import { defaultNodeCount, makeNodes } from './made-nodes.ts'
import { type ClusterNetworks, networksOf } from './networks.ts'
import { PodIndex } from './pods/pod-index.ts'
import type { PodStates } from './pods/pod-states.ts'
import { runPods } from './pods/run-pods.ts'
import { allocateServices } from './services/allocate-services.ts'
import { madeSlices } from './slices/made-slices.ts'

export interface ClusterOptions {
  /** How many Nodes are made where the input has none. Default 3. */
  readonly nodeCount?: number
  /** States of single Pods, by `namespace/name`. */
  readonly podStates?: PodStates
}

export interface Cluster {
  /** ServiceCIDR, Nodes, Services, Pods and EndpointSlices, as the API server would hold them. */
  readonly objects: readonly KubernetesObject[]
  /** What the user may want to know: an object given twice, a Pod that no node takes. */
  readonly notes: readonly string[]
  /** What it was made of, for `changeCluster`. */
  readonly input: readonly InputObject[]
  readonly options: ClusterOptions
}

/**
 * What a cluster makes of these objects: allocates what an API server allocates, expands workloads into
 * Pods, finds them nodes and addresses, and makes EndpointSlices as the controllers do. The same input
 * always gives the same cluster.
 * @throws UserError E_INVALID where an API server would refuse an object
 */
export function makeCluster(input: readonly InputObject[], options: ClusterOptions = {}): Cluster {
  return buildCluster(input, options, [])
}

/**
 * The cluster after `changes` were applied to it: objects of the same kind and name are replaced, others
 * added. What had been allocated, and where Pods run, stays.
 */
export function changeCluster(cluster: Cluster, changes: readonly InputObject[]): Cluster {
  const input = withoutRepeats([...cluster.input, ...changes], [])
  return buildCluster(input, cluster.options, cluster.objects)
}

/** An object as the user gave it. Pods of workloads, and slices of Services, are nobody's to delete. */
export interface InputReference {
  readonly kind: string
  /** '' for kinds without one. */
  readonly namespace: string
  readonly name: string
}

/**
 * The cluster after an object that was given was deleted from it, with what had been made of it.
 * @throws UserError E_UNKNOWN_OBJECT where none like it was given
 */
export function deleteFromCluster(
  cluster: Cluster,
  { kind, namespace, name }: InputReference,
): Cluster {
  const isMeant = (object: { readonly kind: string; readonly metadata: Metadata }) =>
    object.kind === kind && object.metadata.namespace === namespace && object.metadata.name === name
  const input = withNames(cluster.input).filter((object) => !isMeant(object))
  if (input.length === cluster.input.length) {
    const made = cluster.objects.some(isMeant)
      ? `it was made by the cluster, and would be made again: delete what it is made of`
      : 'nobody gave one to this cluster'
    throw new UserError('E_UNKNOWN_OBJECT', `no ${kind} ${namespace}/${name} to delete: ${made}`)
  }
  return buildCluster(
    input,
    cluster.options,
    cluster.objects.filter((object) => !isMeant(object)),
  )
}

function buildCluster(
  given: readonly InputObject[],
  options: ClusterOptions,
  before: readonly KubernetesObject[],
): Cluster {
  const notes: string[] = []
  const input = withoutRepeats(given, notes)
  const parts = sortByKind(input)
  for (const object of input) if (object.kind !== 'Service') requireValid(object)
  const earlierRanges = before.filter((object) => object.kind === 'ServiceCIDR')
  const networks = networksOf(parts.serviceCidrs.length > 0 ? input : [...input, ...earlierRanges])
  const nodes = nodesOf(parts, networks, input, before, options)
  const pods = runPods(parts, nodes, networks.families, before, options.podStates, notes)
  const services = allocateServices(parts.services, networks, before).map(withUid)
  const slices = makeSlices(parts, services, pods, nodes)
  const ranges = parts.serviceCidrs.length > 0 ? parts.serviceCidrs : [defaultServiceCidr(networks)]
  const objects = [...ranges, ...nodes, ...services, ...pods, ...slices]
  return { objects: objects.map(withUid), notes, input, options }
}

/** Gives a name to objects that leave it to the API server (`generateName`). */
function withNames(given: readonly InputObject[]): readonly InputObject[] {
  const counts = new Map<string, number>()
  return given.map((object) => {
    const { name, namespace, generateName } = object.metadata
    if (generateName === undefined || generateName === '') return object
    const key = `${object.kind}/${namespace}/${generateName}`
    const count = counts.get(key) ?? 0
    counts.set(key, count + 1)
    if (name !== '') return object
    const made = `${generateName}${nameSuffix(`${key}/${count}`)}`
    return { ...object, metadata: { ...object.metadata, name: made } }
  })
}

/** Applying an object again replaces it, in the first one's place. */
export function withoutRepeats(
  given: readonly InputObject[],
  notes: string[],
): readonly InputObject[] {
  const byKey = new Map<string, InputObject>()
  const repeats = new Map<string, number>()
  for (const object of withNames(given)) {
    const { namespace, name } = object.metadata
    const key = `${object.kind} ${namespace}/${name}`
    if (byKey.has(key)) repeats.set(key, (repeats.get(key) ?? 1) + 1)
    byKey.set(key, object)
  }
  for (const [key, count] of repeats)
    notes.push(`${key} is given ${count} times: the last one counts`)
  return [...byKey.values()]
}

function nodesOf(
  parts: InputParts,
  networks: ClusterNetworks,
  input: readonly InputObject[],
  before: readonly KubernetesObject[],
  options: ClusterOptions,
): readonly Node[] {
  if (parts.nodes.length > 0) return parts.nodes
  const earlier = before.filter((object) => object.kind === 'Node')
  if (earlier.length > 0) return earlier
  const podCount = parts.workloads.reduce((sum, { spec }) => sum + spec.replicas, parts.pods.length)
  const count = options.nodeCount ?? defaultNodeCount
  return makeNodes(input, networks.families, count, podCount)
}

/** Given slices stand; a Service that has none gets those that its Pods or its Endpoints make. */
function makeSlices(
  parts: InputParts,
  services: readonly Service[],
  pods: readonly Pod[],
  nodes: readonly Node[],
): readonly EndpointSlice[] {
  const withSlices = new Set(
    parts.slices.map(({ metadata }) => keyOf(metadata, metadata.labels[serviceNameLabel])),
  )
  const endpoints = new Map(parts.endpoints.map((object) => [keyOf(object.metadata), object]))
  const nodesByName = new Map(nodes.map((node) => [node.metadata.name, node]))
  const index = new PodIndex(pods)
  const made = services.flatMap((service) => {
    const key = keyOf(service.metadata)
    if (withSlices.has(key)) return []
    const selected = index.select(service.metadata.namespace, service.spec.selector ?? {})
    return madeSlices(service, selected, endpoints.get(key), nodesByName)
  })
  return [...parts.slices, ...made]
}

/** Every cluster has one of this name (KEP-1880). */
function defaultServiceCidr({ families, serviceRanges }: ClusterNetworks): ServiceCidr {
  const cidrs = families.flatMap((family) => {
    const range = serviceRanges.find(({ address }) => familyOf(address) === family)
    return range === undefined ? [] : formatPrefix(range)
  })
  const metadata = { name: 'kubernetes', namespace: '', labels: {}, annotations: {} }
  return { apiVersion: 'networking.k8s.io/v1', kind: 'ServiceCIDR', metadata, spec: { cidrs } }
}

export function withUid<T extends Pick<KubernetesObject, 'metadata'> & { readonly kind: string }>(
  object: T,
): T {
  if (object.metadata.uid !== undefined) return object
  const { namespace, name } = object.metadata
  return { ...object, metadata: { ...object.metadata, uid: uidOf(object.kind, namespace, name) } }
}

function keyOf({ namespace, name }: Metadata, other: string | undefined = name): string {
  return `${namespace}/${other}`
}
