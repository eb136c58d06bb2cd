import type { Pod } from '../../objects/pod.ts'
import { labelsMatch } from '../../objects/selectors.ts'

/** Finds a Service's Pods without looking at all of them. */
export class PodIndex {
  readonly #byLabel = new Map<string, Pod[]>()

  constructor(pods: readonly Pod[]) {
    for (const pod of pods)
      for (const [key, value] of Object.entries(pod.metadata.labels)) {
        const label = labelKey(pod.metadata.namespace, key, value)
        const list = this.#byLabel.get(label)
        if (list === undefined) this.#byLabel.set(label, [pod])
        else list.push(pod)
      }
  }

  /** In the order in which the Pods came; none for an empty selector, which selects nothing. */
  select(namespace: string, selector: Readonly<Record<string, string>>): readonly Pod[] {
    let shortest: readonly Pod[] | undefined
    for (const [key, value] of Object.entries(selector)) {
      const list = this.#byLabel.get(labelKey(namespace, key, value)) ?? []
      if (shortest === undefined || list.length < shortest.length) shortest = list
    }
    return (shortest ?? []).filter((pod) => labelsMatch(selector, pod.metadata.labels))
  }
}

function labelKey(namespace: string, key: string, value: string): string {
  return `${namespace}\n${key}\n${value}`
}
