import type { Node, Taint } from '../../objects/node.ts'
import type { PodTemplateSpec, Toleration } from '../../objects/workload.ts'

/** What a Pod says about the nodes that it may run on. Affinities are not looked at. */
export type PodNeeds = Pick<PodTemplateSpec, 'nodeSelector' | 'tolerations'>

/** What the kubelet of every node sets, so that shortened dumps need not say it. */
const usualLabels: Readonly<Record<string, string>> = {
  'kubernetes.io/os': 'linux',
  'beta.kubernetes.io/os': 'linux',
  'kubernetes.io/arch': 'amd64',
}

/** Whether a node has every label that a Pod selects, and no taint that it does not tolerate. */
export function nodeTakes(node: Node, { nodeSelector, tolerations }: PodNeeds): boolean {
  return (
    (node.spec.taints ?? []).every((taint) => isTolerated(taint, tolerations)) &&
    hasLabels(node, nodeSelector)
  )
}

function hasLabels({ metadata }: Node, nodeSelector: PodNeeds['nodeSelector']): boolean {
  const wanted = Object.entries(nodeSelector)
  if (wanted.length === 0) return true
  const known: Readonly<Record<string, string>> = {
    ...usualLabels,
    'kubernetes.io/hostname': metadata.name,
    ...metadata.labels,
  }
  return wanted.every(([key, value]) => known[key] === value)
}

/** component-helpers/scheduling/corev1 ToleratesTaint; PreferNoSchedule only prefers. */
function isTolerated(taint: Taint, tolerations: readonly Toleration[]): boolean {
  if (taint.effect === 'PreferNoSchedule') return true
  return tolerations.some(
    ({ key, operator, value, effect }) =>
      (effect === '' || effect === taint.effect) &&
      (key === taint.key || (key === '' && operator === 'Exists')) &&
      (operator === 'Exists' || value === (taint.value ?? '')),
  )
}
