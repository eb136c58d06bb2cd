import type { InstantMs } from '../../../base/clock.ts'
import type {
  KubernetesObject,
  WatchedObject,
} from '../../../kubernetes/objects/kubernetes-object.ts'
import type { Family } from '../../../packet/address.ts'
import type { WatchEvent } from '../../../proxy/kube-proxy.ts'

/** One thing that the API server told all kube-proxies. */
export interface WatchedChange {
  readonly atMs: InstantMs
  readonly event: WatchEvent
  /** Families whose kube-proxies want a sync because of it, on every node. */
  readonly asks: ReadonlySet<Family>
  /** Where it changes how many ready endpoints of a Service with a health check are on which node. */
  readonly health: ServiceHealth | undefined
}

export interface ServiceHealth {
  /** `namespace/name` */
  readonly service: string
  /** By node; undefined: it has no health check. */
  readonly readyOn: ReadonlyMap<string, number> | undefined
}

/**
 * Everything that the watch told since the story began. All nodes read the same log, each up to where it
 * has come: what a node knew at any time can be told again.
 */
export class WatchLog {
  readonly #first: readonly WatchedObject[]
  readonly #changes: WatchedChange[] = []

  constructor(objects: readonly KubernetesObject[]) {
    this.#first = objects.filter((object) => object.kind !== 'Pod')
  }

  get length(): number {
    return this.#changes.length
  }

  append(change: WatchedChange): void {
    this.#changes.push(change)
  }

  at(index: number): WatchedChange | undefined {
    return this.#changes[index]
  }

  slice(from: number, to: number): readonly WatchedChange[] {
    return this.#changes.slice(from, to)
  }

  /** What a kube-proxy that starts then lists: all objects after the first `count` changes. */
  objectsAfter(count: number): readonly WatchedObject[] {
    if (count === 0) return this.#first
    const objects = new Map(
      this.#first.map((object) => [keyOf(object.kind, object.metadata), object]),
    )
    for (const { event } of this.slice(0, count))
      if (event.kind === 'deleted') objects.delete(keyOf(event.objectKind, event))
      else objects.set(keyOf(event.object.kind, event.object.metadata), event.object)
    return [...objects.values()]
  }
}

type Named = { readonly namespace: string; readonly name: string }

function keyOf(kind: string, { namespace, name }: Named): string {
  return `${kind} ${namespace}/${name}`
}
