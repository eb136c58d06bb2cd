import { isDeepStrictEqual } from 'node:util'
import type { Timeline } from '../../../base/timeline.ts'
import { madeSlices } from '../../../kubernetes/cluster/slices/made-slices.ts'
import type { EndpointSlice } from '../../../kubernetes/objects/endpoint-slice.ts'
import { serviceNameLabel } from '../../../kubernetes/objects/endpoint-slice.ts'
import { type ApiChange, type ApiObjects, keyOf } from '../api/api-objects.ts'
import type { ControllerSettings } from '../cluster-settings.ts'
import { SelectedPods } from './selected-pods.ts'
import { WorkQueue } from './work-queue.ts'

/** Keeps the slices of every Service that has none from somebody else (pkg/controller/endpointslice and its mirroring). */
export class EndpointSliceController {
  readonly #api: ApiObjects
  readonly #queue: WorkQueue
  readonly #selected: SelectedPods
  /** Service → the slices made for it, by their own key. */
  readonly #made = new Map<string, ReadonlyMap<string, EndpointSlice>>()
  /** Services for which somebody else writes slices. */
  readonly #foreign = new Set<string>()
  #isWriting = false

  /** `givenSlices`: keys of the slices that users wrote. */
  constructor(
    api: ApiObjects,
    timeline: Timeline,
    settings: ControllerSettings,
    givenSlices: ReadonlySet<string>,
  ) {
    this.#api = api
    this.#queue = new WorkQueue(timeline, settings.endpointSliceLagMs, (key) => this.#sync(key))
    this.#selected = new SelectedPods(api, (key) =>
      this.#queue.add(key, settings.endpointUpdatesBatchPeriodMs),
    )
    for (const [key, slice] of api.slices) {
      const service = serviceOf(slice)
      if (service === undefined) continue
      if (givenSlices.has(key)) this.#foreign.add(service)
      else this.#made.set(service, new Map([...(this.#made.get(service) ?? []), [key, slice]]))
    }
    api.watch((change) => this.#observe(change))
  }

  get isIdle(): boolean {
    return this.#queue.isEmpty
  }

  #observe({ before, after }: ApiChange): void {
    const object = after ?? before
    if (object === undefined || this.#isWriting) return
    if (object.kind === 'Service' || object.kind === 'Endpoints') this.#queue.add(keyOf(object))
    else if (object.kind === 'EndpointSlice') {
      const service = serviceOf(object)
      if (service === undefined) return
      if (after === undefined) this.#foreign.delete(service)
      else this.#foreign.add(service)
      this.#queue.add(service)
    } else if (object.kind === 'Node' && (before === undefined || after === undefined))
      for (const key of this.#api.services.keys()) this.#queue.add(key)
  }

  #sync(key: string): void {
    const { services, endpoints, nodes } = this.#api
    const service = services.get(key)
    const isOwn = service !== undefined && !this.#foreign.has(key)
    const slices = isOwn
      ? madeSlices(service, [...this.#selected.of(key).values()], endpoints.get(key), nodes)
      : []
    const before = this.#made.get(key) ?? new Map<string, EndpointSlice>()
    const after = new Map(slices.map((slice) => [keyOf(slice), slice]))
    this.#made.set(key, after)
    this.#isWriting = true
    for (const [name, slice] of before) if (!after.has(name)) this.#api.remove(slice)
    for (const [name, slice] of after) {
      const known = before.get(name)
      if (known === undefined || !isDeepStrictEqual(known, slice)) this.#api.put(slice)
      else after.set(name, known)
    }
    this.#isWriting = false
  }
}

/** `namespace/name`; undefined: it belongs to none. */
function serviceOf({ metadata }: EndpointSlice): string | undefined {
  const name = metadata.labels[serviceNameLabel]
  return name === undefined ? undefined : `${metadata.namespace}/${name}`
}
