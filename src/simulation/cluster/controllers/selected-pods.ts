import type { InputPod } from '../../../kubernetes/objects/input-object.ts'
import { labelsMatch } from '../../../kubernetes/objects/selectors.ts'
import type { Service } from '../../../kubernetes/objects/service.ts'
import { type ApiChange, type ApiObjects, keyOf } from '../api/api-objects.ts'

const none: ReadonlyMap<string, InputPod> = new Map()

/** Which Pods each Service selects, kept up to date without looking at all of them. */
export class SelectedPods {
  readonly #api: ApiObjects
  /** Services by one label that they select: `namespace key=value`. */
  readonly #services = new Map<string, Set<string>>()
  readonly #pods = new Map<string, Map<string, InputPod>>()
  readonly #onChange: (service: string) => void

  /** `onChange` hears of every Service (`namespace/name`) one of whose Pods came, changed or went. */
  constructor(api: ApiObjects, onChange: (service: string) => void) {
    this.#api = api
    this.#onChange = onChange
    for (const service of api.services.values()) this.#index(service)
    for (const pod of api.pods.values()) for (const key of this.#selecting(pod)) this.#set(key, pod)
    api.watch((change) => this.#observe(change))
  }

  /** In the order in which they came. */
  of(service: string): ReadonlyMap<string, InputPod> {
    return this.#pods.get(service) ?? none
  }

  #observe({ before, after }: ApiChange): void {
    if (before?.kind === 'Service' || after?.kind === 'Service') {
      if (before?.kind === 'Service') this.#unindex(before)
      if (after?.kind === 'Service') {
        this.#index(after)
        this.#selectAnew(after)
      }
    } else if (before?.kind === 'Pod' || after?.kind === 'Pod') {
      const was = before?.kind === 'Pod' ? this.#selecting(before) : []
      const is = after?.kind === 'Pod' ? this.#selecting(after) : []
      for (const key of was) if (before?.kind === 'Pod') this.#pods.get(key)?.delete(keyOf(before))
      for (const key of is) if (after?.kind === 'Pod') this.#set(key, after)
      for (const key of new Set([...was, ...is])) this.#onChange(key)
    }
  }

  #selecting(pod: InputPod): string[] {
    const keys: string[] = []
    for (const [name, value] of Object.entries(pod.metadata.labels))
      for (const key of this.#services.get(`${pod.metadata.namespace} ${name}=${value}`) ?? [])
        if (labelsMatch(this.#api.services.get(key)?.spec.selector ?? {}, pod.metadata.labels))
          keys.push(key)
    return keys
  }

  #set(key: string, pod: InputPod): void {
    const pods = this.#pods.get(key) ?? new Map<string, InputPod>()
    this.#pods.set(key, pods.set(keyOf(pod), pod))
  }

  #selectAnew(service: Service): void {
    const key = keyOf(service)
    this.#pods.delete(key)
    const { selector = {} } = service.spec
    if (Object.keys(selector).length === 0) return
    for (const pod of this.#api.pods.values())
      if (
        pod.metadata.namespace === service.metadata.namespace &&
        labelsMatch(selector, pod.metadata.labels)
      )
        this.#set(key, pod)
  }

  #index(service: Service): void {
    const label = labelOf(service)
    if (label === undefined) return
    const keys = this.#services.get(label) ?? new Set<string>()
    this.#services.set(label, keys.add(keyOf(service)))
  }

  #unindex(service: Service): void {
    this.#services.get(labelOf(service) ?? '')?.delete(keyOf(service))
    this.#pods.delete(keyOf(service))
  }
}

/** One of those that it selects; undefined: it selects none. */
function labelOf({ metadata, spec }: Service): string | undefined {
  const [first] = Object.entries(spec.selector ?? {})
  return first === undefined ? undefined : `${metadata.namespace} ${first[0]}=${first[1]}`
}
