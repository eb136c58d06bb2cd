import { UserError } from '../../../base/user-error.ts'
import type { Cluster } from '../../../kubernetes/cluster/make-cluster.ts'
import type { InputObject } from '../../../kubernetes/objects/input-object.ts'
import {
  formatReference,
  type ObjectReference,
  referenceOf,
} from '../../../kubernetes/objects/kubernetes-object.ts'
import type { PlannedEvent, PodSelector } from '../planned-event.ts'
import { atField, type Locate } from './draft.ts'
import { workloadKinds } from './object-name.ts'
import { listKnown, suggest } from './suggestion.ts'

/**
 * Refuses events on what does not exist when they happen. Pods that a workload will have made by then have
 * names that nobody can know here: one that begins with the workload's name is let through.
 * @throws UserError E_SCENARIO at the event
 */
export function checkEventsInTime(
  events: readonly PlannedEvent[],
  cluster: Cluster,
  traffics: readonly string[],
  locate: Locate,
): void {
  const known = new KnownObjects([
    ...cluster.objects.map(referenceOf),
    ...cluster.input.map(referenceOf),
  ])
  for (const event of events) atField(locate, event.path, () => checkEvent(event, known, traffics))
}

function checkEvent(
  { action }: PlannedEvent,
  known: KnownObjects,
  traffics: readonly string[],
): void {
  switch (action.kind) {
    case 'apply':
      for (const object of action.objects) known.add(object)
      return
    case 'delete':
      for (const reference of action.references) known.remove(reference)
      return
    case 'scale':
    case 'roll-out':
      known.require(action.workload)
      return
    case 'ready':
    case 'not-ready':
    case 'kill':
    case 'delete-pods':
      for (const selector of action.pods) checkPods(selector, known, traffics)
      return
    default:
      if (action.nodes === 'all') return
      for (const name of action.nodes) known.require({ kind: 'Node', namespace: '', name })
  }
}

function checkPods(selector: PodSelector, known: KnownObjects, traffics: readonly string[]): void {
  switch (selector.kind) {
    case 'pod': {
      const [namespace = '', name = ''] = selector.name.split('/')
      known.require({ kind: 'Pod', namespace, name })
      return
    }
    case 'workload':
    case 'service':
      known.require(selector.reference)
      return
    case 'used-by':
      if (!traffics.includes(selector.traffic))
        throw new UserError(
          'E_SCENARIO',
          `no traffic "${selector.traffic}"${suggest(selector.traffic, traffics) || `; there are: ${listKnown(traffics)}`}`,
        )
  }
}

class KnownObjects {
  readonly #keys: Set<string>

  constructor(references: readonly ObjectReference[]) {
    this.#keys = new Set(references.map(formatReference))
  }

  add(object: InputObject): void {
    this.#keys.add(formatReference(referenceOf(object)))
  }

  remove(reference: ObjectReference): void {
    this.require(reference)
    this.#keys.delete(formatReference(reference))
  }

  require(reference: ObjectReference): void {
    const wanted = formatReference(reference)
    if (this.#keys.has(wanted) || this.#isPodOfWorkload(reference)) return
    const kind = `${reference.kind} `
    const alike = [...this.#keys].filter((key) => key.startsWith(kind)).sort()
    const names = alike.map((key) => key.slice(kind.length))
    throw new UserError(
      'E_SCENARIO',
      `no ${wanted} is there at that time${suggest(wanted.slice(kind.length), names) || `; there are: ${listKnown(names)}`}`,
    )
  }

  #isPodOfWorkload({ kind, namespace, name }: ObjectReference): boolean {
    if (kind !== 'Pod') return false
    return [...workloadKinds].some((workload) => {
      const prefix = `${workload} ${namespace}/`
      return [...this.#keys].some(
        (key) => key.startsWith(prefix) && name.startsWith(`${key.slice(prefix.length)}-`),
      )
    })
  }
}
