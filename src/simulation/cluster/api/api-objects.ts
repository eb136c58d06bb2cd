import { isWorkload } from '../../../kubernetes/cluster/input-parts.ts'
import type { EndpointSlice } from '../../../kubernetes/objects/endpoint-slice.ts'
import type { Endpoints } from '../../../kubernetes/objects/endpoints.ts'
import type { InputObject, InputPod } from '../../../kubernetes/objects/input-object.ts'
import type { KubernetesObject } from '../../../kubernetes/objects/kubernetes-object.ts'
import type { Node } from '../../../kubernetes/objects/node.ts'
import type { Service } from '../../../kubernetes/objects/service.ts'
import type { ServiceCidr } from '../../../kubernetes/objects/service-cidr.ts'
import type { Workload } from '../../../kubernetes/objects/workload.ts'

/** One object came, changed or went. `before` undefined: it is new; `after` undefined: it is gone. */
export interface ApiChange {
  readonly before: InputObject | undefined
  readonly after: InputObject | undefined
}

export type ApiWatcher = (change: ApiChange) => void

/**
 * What the API server holds, by `namespace/name`. Objects never change, they are replaced. Watchers hear of
 * a change at once, in the order in which they began to watch; their lags are their own.
 */
export class ApiObjects {
  readonly #services = new Map<string, Service>()
  readonly #slices = new Map<string, EndpointSlice>()
  readonly #nodes = new Map<string, Node>()
  readonly #pods = new Map<string, InputPod>()
  readonly #serviceCidrs = new Map<string, ServiceCidr>()
  readonly #endpoints = new Map<string, Endpoints>()
  readonly #workloads = new Map<string, Workload>()
  readonly #byKind = new Map<string, Map<string, InputObject>>([
    ['Service', this.#services],
    ['EndpointSlice', this.#slices],
    ['Node', this.#nodes],
    ['Pod', this.#pods],
    ['ServiceCIDR', this.#serviceCidrs],
    ['Endpoints', this.#endpoints],
  ] as [string, Map<string, InputObject>][])
  readonly #watchers: ApiWatcher[] = []
  /** Packets ask for it: made again only when something has changed. */
  #listed: readonly KubernetesObject[] | undefined

  get services(): ReadonlyMap<string, Service> {
    return this.#services
  }

  get slices(): ReadonlyMap<string, EndpointSlice> {
    return this.#slices
  }

  /** By name. */
  get nodes(): ReadonlyMap<string, Node> {
    return this.#nodes
  }

  get pods(): ReadonlyMap<string, InputPod> {
    return this.#pods
  }

  get endpoints(): ReadonlyMap<string, Endpoints> {
    return this.#endpoints
  }

  /** By `Deployment namespace/name`. */
  get workloads(): ReadonlyMap<string, Workload> {
    return this.#workloads
  }

  watch(watcher: ApiWatcher): void {
    this.#watchers.push(watcher)
  }

  put(object: InputObject): void {
    const before = this.#find(object)
    this.#mapOf(object.kind).set(this.#keyIn(object), object)
    this.#tell({ before, after: object })
  }

  /** Does nothing where there is no such object. */
  remove(object: InputObject): void {
    const before = this.#find(object)
    if (before === undefined) return
    this.#mapOf(object.kind).delete(this.#keyIn(object))
    this.#tell({ before, after: undefined })
  }

  /** `key`: `namespace/name`; of a Node or ServiceCIDR its name. */
  find(kind: InputObject['kind'], key: string): InputObject | undefined {
    const objects = this.#byKind.get(kind)
    return objects === undefined ? this.#workloads.get(`${kind} ${key}`) : objects.get(key)
  }

  /**
   * What a cluster holds, as far as Services go: ServiceCIDRs, Nodes, Services, Pods and slices. The same array until
   * something changes.
   */
  list(): readonly KubernetesObject[] {
    this.#listed ??= this.#makeList()
    return this.#listed
  }

  #makeList(): readonly KubernetesObject[] {
    const pods = [...this.#pods.values()].map(
      ({ nodeSelector: _, tolerations: __, hasStatus: ___, ...pod }) => pod,
    )
    return [
      ...this.#serviceCidrs.values(),
      ...this.#nodes.values(),
      ...this.#services.values(),
      ...pods,
      ...this.#slices.values(),
    ]
  }

  #find(object: InputObject): InputObject | undefined {
    return this.#mapOf(object.kind).get(this.#keyIn(object))
  }

  #mapOf(kind: InputObject['kind']): Map<string, InputObject> {
    return this.#byKind.get(kind) ?? (this.#workloads as Map<string, InputObject>)
  }

  #keyIn(object: InputObject): string {
    if (object.kind === 'Node' || object.kind === 'ServiceCIDR') return object.metadata.name
    return isWorkload(object) ? workloadKey(object) : keyOf(object)
  }

  #tell(change: ApiChange): void {
    this.#listed = undefined
    for (const watcher of this.#watchers) watcher(change)
  }
}

type Named = { readonly metadata: { readonly namespace: string; readonly name: string } }

/** `namespace/name` */
export function keyOf({ metadata }: Named): string {
  return `${metadata.namespace}/${metadata.name}`
}

/** `Deployment namespace/name` */
export function workloadKey(workload: Named & { readonly kind: string }): string {
  return `${workload.kind} ${keyOf(workload)}`
}
