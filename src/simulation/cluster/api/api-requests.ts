import { UserError } from '../../../base/user-error.ts'
import { sortByKind } from '../../../kubernetes/cluster/input-parts.ts'
import { withoutRepeats, withUid } from '../../../kubernetes/cluster/make-cluster.ts'
import type { ClusterNetworks } from '../../../kubernetes/cluster/networks.ts'
import { allocateServices } from '../../../kubernetes/cluster/services/allocate-services.ts'
import type { InputObject, InputPod } from '../../../kubernetes/objects/input-object.ts'
import {
  formatReference,
  type ObjectReference,
} from '../../../kubernetes/objects/kubernetes-object.ts'
import type { Service } from '../../../kubernetes/objects/service.ts'
import type { Workload } from '../../../kubernetes/objects/workload.ts'
import { requireValid } from '../../../kubernetes/validation/validate-object.ts'
import { type ApiObjects, keyOf } from './api-objects.ts'
import type { PodControl } from './pod-control.ts'

/** What a rollout changes of the Pod template; nothing: what `kubectl rollout restart` changes. */
export interface TemplateChange {
  /** Of the first container. */
  readonly image?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

/** What users ask of the API server. */
export class ApiRequests {
  readonly #api: ApiObjects
  readonly #podControl: PodControl
  readonly #networks: ClusterNetworks
  /** As users wrote them: what they leave open is allocated anew at each change. */
  readonly #given: Map<string, Service>
  /** Keys of the slices that users wrote. */
  readonly #givenSlices: Set<string>

  constructor(
    api: ApiObjects,
    podControl: PodControl,
    networks: ClusterNetworks,
    input: readonly InputObject[],
  ) {
    this.#api = api
    this.#podControl = podControl
    this.#networks = networks
    const { services, slices } = sortByKind(input)
    this.#given = new Map(services.map((service) => [keyOf(service), service]))
    this.#givenSlices = new Set(slices.map(keyOf))
  }

  get givenSlices(): ReadonlySet<string> {
    return this.#givenSlices
  }

  /** All of them or, where one is refused, none. @throws UserError E_INVALID */
  apply(objects: readonly InputObject[]): void {
    const input = withoutRepeats(objects, [])
    for (const object of input) if (object.kind !== 'Service') requireValid(object)
    const { services } = sortByKind(input)
    const given = new Map([...this.#given, ...services.map((one) => [keyOf(one), one] as const)])
    const before = [...this.#api.services.values()]
    const allocated = allocateServices([...given.values()], this.#networks, before)
    for (const [key, service] of given) this.#given.set(key, service)
    const wanted = new Set(services.map(keyOf))
    for (const service of allocated) if (wanted.has(keyOf(service))) this.#api.put(withUid(service))
    for (const object of input)
      if (object.kind === 'Pod') this.#applyPod(object)
      else if (object.kind !== 'Service') this.#api.put(withUid(object))
  }

  /** @throws UserError E_UNKNOWN_OBJECT */
  delete(reference: ObjectReference): void {
    const object = this.#find(reference)
    if (object.kind === 'Pod') this.#podControl.delete(keyOf(object))
    else {
      if (object.kind === 'Service') this.#given.delete(keyOf(object))
      this.#api.remove(object)
    }
  }

  /** @throws UserError E_UNKNOWN_OBJECT; E_USAGE for a DaemonSet or a number that is none */
  scale(reference: ObjectReference, replicas: number): void {
    const workload = this.#workload(reference)
    if (workload.kind === 'DaemonSet')
      throw new UserError('E_USAGE', `${formatReference(reference)} cannot be scaled`)
    const scaled = { ...workload, spec: { ...workload.spec, replicas } }
    requireValid(scaled)
    this.#api.put(scaled)
  }

  /** `restartedAt`: what kubectl writes there. @throws UserError E_UNKNOWN_OBJECT, E_INVALID */
  rollOut(
    reference: ObjectReference,
    change: TemplateChange | undefined,
    restartedAt: string,
  ): void {
    const workload = this.#workload(reference)
    const { template } = workload.spec
    const annotations = change?.annotations ?? {}
    const [first, ...others] = template.spec.containers
    const containers =
      change?.image === undefined || first === undefined
        ? template.spec.containers
        : [{ ...first, image: change.image }, ...others]
    const restarted =
      change === undefined ? { 'kubectl.kubernetes.io/restartedAt': restartedAt } : {}
    const changed = {
      ...workload,
      spec: {
        ...workload.spec,
        template: {
          labels: { ...template.labels, ...change?.labels },
          annotations: { ...template.annotations, ...annotations, ...restarted },
          spec: { ...template.spec, containers },
        },
      },
    }
    requireValid(changed)
    this.#api.put(changed)
  }

  /** A Pod that is there only changes its labels and annotations. */
  #applyPod(pod: InputPod): void {
    const known = this.#api.pods.get(keyOf(pod))
    if (known === undefined) {
      const status = { phase: 'Pending' as const, podIPs: [], conditions: [] }
      this.#podControl.create({ ...pod, hasStatus: false, status })
      return
    }
    const { labels, annotations } = pod.metadata
    this.#api.put({ ...known, metadata: { ...known.metadata, labels, annotations } })
  }

  #workload(reference: ObjectReference): Workload {
    const { kind, namespace, name } = reference
    const workload = this.#api.workloads.get(`${kind} ${namespace}/${name}`)
    if (workload === undefined) throw unknownObject(reference)
    return workload
  }

  #find(reference: ObjectReference): InputObject {
    const { kind, namespace, name } = reference
    const key = `${namespace}/${name}`
    const object = this.#api.find(kind, kind === 'Node' || kind === 'ServiceCIDR' ? name : key)
    if (object === undefined) throw unknownObject(reference)
    return object
  }
}

export function unknownObject(reference: ObjectReference): UserError {
  return new UserError('E_UNKNOWN_OBJECT', `no ${formatReference(reference)}`)
}
