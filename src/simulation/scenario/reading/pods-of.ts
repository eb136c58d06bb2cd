import type {
  KubernetesObject,
  ObjectReference,
} from '../../../kubernetes/objects/kubernetes-object.ts'
import type { Pod } from '../../../kubernetes/objects/pod.ts'

/** `namespace/name` of the pods that a workload owns, by name. */
export function podsOfWorkload(
  { kind, namespace, name }: ObjectReference,
  objects: readonly KubernetesObject[],
): string[] {
  return podNames(objects, ({ metadata }) =>
    (metadata.ownerReferences ?? []).some(
      (owner) =>
        metadata.namespace === namespace &&
        (kind === 'Deployment'
          ? owner.kind === 'ReplicaSet' && owner.name.slice(0, owner.name.lastIndexOf('-')) === name
          : owner.kind === kind && owner.name === name),
    ),
  )
}

/** `namespace/name` of the pods that a Service selects, ready or not, by name. */
export function podsOfService(
  { namespace, name }: ObjectReference,
  objects: readonly KubernetesObject[],
): string[] {
  const service = objects.find(
    ({ kind, metadata }) =>
      kind === 'Service' && metadata.name === name && metadata.namespace === namespace,
  )
  const selector = Object.entries(
    (service?.kind === 'Service' ? service.spec.selector : undefined) ?? {},
  )
  if (selector.length === 0) return []
  return podNames(
    objects,
    ({ metadata }) =>
      metadata.namespace === namespace &&
      selector.every(([key, value]) => metadata.labels[key] === value),
  )
}

function podNames(objects: readonly KubernetesObject[], wanted: (pod: Pod) => boolean): string[] {
  return objects
    .filter((object) => object.kind === 'Pod')
    .filter(wanted)
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
    .sort()
}
