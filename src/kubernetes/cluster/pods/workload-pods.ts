import type { InputPod } from '../../objects/input-object.ts'
import type { Metadata, OwnerReference } from '../../objects/metadata.ts'
import type { Node } from '../../objects/node.ts'
import type { PodTemplate, Toleration, Workload } from '../../objects/workload.ts'
import { hashText, nameSuffix, uidOf } from '../hashed-names.ts'
import { nodeTakes, type PodNeeds } from './node-choice.ts'
import { withState, workloadPodState } from './pod-states.ts'

/**
 * The Pods that a workload's controller adds to those that it already has. Names are always the same for
 * the same workload: those of a Deployment end in two made-up words, a StatefulSet's in numbers.
 */
export function podsOfWorkload(
  workload: Workload,
  given: readonly InputPod[],
  nodes: readonly Node[],
): readonly InputPod[] {
  const owned = given.filter((pod) => isOwned(pod, workload))
  if (workload.kind === 'DaemonSet') return daemonPods(workload, owned, nodes)
  const names = new Set(owned.map((pod) => pod.metadata.name))
  const pods: InputPod[] = []
  for (let ordinal = 0; owned.length + pods.length < workload.spec.replicas; ordinal += 1) {
    const pod = inItsState(
      workload,
      ordinal,
      makePod(workload, podName(workload, ordinal), ordinal),
    )
    if (!names.has(pod.metadata.name)) pods.push(pod)
  }
  return pods
}

function daemonPods(
  workload: Workload,
  owned: readonly InputPod[],
  nodes: readonly Node[],
): readonly InputPod[] {
  const busy = new Set(owned.map((pod) => pod.spec.nodeName))
  return nodes
    .filter((node) => nodeTakes(node, daemonNeeds(workload)))
    .filter((node) => !busy.has(node.metadata.name))
    .map((node, ordinal) => {
      const { name } = node.metadata
      const pod = makePod(workload, daemonPodName(workload, name), ordinal)
      return inItsState(workload, ordinal, { ...pod, spec: { ...pod.spec, nodeName: name } })
    })
}

function inItsState(workload: Workload, ordinal: number, pod: InputPod): InputPod {
  return withState(pod, workloadPodState(workload, ordinal))
}

/** The controller lets its Pods onto nodes in any condition (daemon/util AddOrUpdateDaemonPodTolerations). */
const daemonTolerations: readonly Toleration[] = [
  'not-ready',
  'unreachable',
  'disk-pressure',
  'memory-pressure',
  'pid-pressure',
  'unschedulable',
  'network-unavailable',
].map((name) => ({ key: `node.kubernetes.io/${name}`, operator: 'Exists', value: '', effect: '' }))

/** What decides on which nodes a DaemonSet's Pods run. */
export function daemonNeeds({ spec }: Workload): PodNeeds {
  const { nodeSelector, tolerations } = spec.template.spec
  return { nodeSelector, tolerations: [...tolerations, ...daemonTolerations] }
}

/** A Pod as the controller creates it: without a node, not running. */
export function makePod(workload: Workload, name: string, ordinal: number): InputPod {
  const { kind, metadata, spec } = workload
  const { nodeSelector, tolerations, ...podSpec } = spec.template.spec
  const identity =
    kind === 'StatefulSet'
      ? {
          hostname: name,
          ...(spec.serviceName === undefined ? {} : { subdomain: spec.serviceName }),
        }
      : {}
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: metadata.namespace,
      labels: { ...spec.template.labels, ...controllerLabels(workload, name, ordinal) },
      annotations: spec.template.annotations,
      uid: uidOf('Pod', metadata.namespace, name),
      ownerReferences: [ownerOf(workload)],
    } satisfies Metadata,
    spec: { ...podSpec, ...identity },
    nodeSelector,
    tolerations: kind === 'DaemonSet' ? [...tolerations, ...daemonTolerations] : tolerations,
    hasStatus: false,
    status: { phase: 'Pending', podIPs: [], conditions: [] },
    ...(workload.at === undefined ? {} : { at: workload.at }),
  }
}

/** The name of the Pod with that number; the same number always has the same name. */
export function podName(workload: Workload, ordinal: number): string {
  const { kind, metadata, spec } = workload
  if (kind === 'StatefulSet') return `${metadata.name}-${spec.ordinalsStart + ordinal}`
  const base = kind === 'Deployment' ? replicaSetName(workload) : metadata.name
  return `${base}-${suffixFor(workload, String(ordinal))}`
}

export function daemonPodName(workload: Workload, part: string): string {
  return `${workload.metadata.name}-${suffixFor(workload, part)}`
}

export function replicaSetName({ metadata, spec }: Workload): string {
  return `${metadata.name}-${templateHash(spec.template)}`
}

const templateHashes = new WeakMap<PodTemplate, string>()

/** Changes with the template, so that a rollout gives Pods other names. */
export function templateHash(template: PodTemplate): string {
  const known = templateHashes.get(template)
  if (known !== undefined) return known
  const hash = nameSuffix(JSON.stringify(template), 9)
  templateHashes.set(template, hash)
  return hash
}

function suffixFor({ kind, metadata }: Workload, part: string): string {
  return nameSuffix(`${kind}/${metadata.namespace}/${metadata.name}/${part}`)
}

function controllerLabels(workload: Workload, name: string, ordinal: number) {
  const { kind, spec } = workload
  if (kind === 'Deployment') return { 'pod-template-hash': templateHash(spec.template) }
  if (kind === 'StatefulSet')
    return {
      'apps.kubernetes.io/pod-index': String(spec.ordinalsStart + ordinal),
      'controller-revision-hash': `${workload.metadata.name}-${templateHash(spec.template)}`,
      'statefulset.kubernetes.io/pod-name': name,
    }
  if (kind === 'DaemonSet')
    return { 'controller-revision-hash': String(hashText(JSON.stringify(spec.template)) % 2 ** 32) }
  return {}
}

function ownerOf(workload: Workload): OwnerReference {
  const { kind, metadata, apiVersion } = workload
  const ofDeployment = kind === 'Deployment'
  const ownerKind = ofDeployment ? 'ReplicaSet' : kind
  const name = ofDeployment ? replicaSetName(workload) : metadata.name
  return {
    apiVersion,
    kind: ownerKind,
    name,
    uid: (ofDeployment ? undefined : metadata.uid) ?? uidOf(ownerKind, metadata.namespace, name),
    controller: true,
    blockOwnerDeletion: true,
  }
}

/** Dumps hold a workload together with the Pods that it already has. */
function isOwned({ metadata }: InputPod, workload: Workload): boolean {
  if (metadata.namespace !== workload.metadata.namespace) return false
  const { name } = workload.metadata
  return (metadata.ownerReferences ?? []).some((owner) =>
    workload.kind === 'Deployment'
      ? owner.kind === 'ReplicaSet' && owner.name.slice(0, owner.name.lastIndexOf('-')) === name
      : owner.kind === workload.kind && owner.name === name,
  )
}
