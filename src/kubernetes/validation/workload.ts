import { selectorMatches } from '../objects/selectors.ts'
import type {
  LabelRequirement,
  LabelSelector,
  Workload,
  WorkloadKind,
} from '../objects/workload.ts'
import { type FieldError, FieldErrors, type FieldPath } from './field-errors.ts'
import { checkLabels, checkMetadata } from './metadata.ts'
import { complain, dnsLabel, dnsSubdomain, qualifiedName, validLabelValue } from './names.ts'
import { checkPodSpec } from './pod.ts'
import { checkUpdateStrategy } from './update-strategy.ts'

const selectorPath = ['spec', 'selector']

/** pkg/apis/apps/validation and, for ReplicationController, pkg/apis/core/validation. */
export function validateWorkload(workload: Workload): readonly FieldError[] {
  const errors = new FieldErrors()
  const { kind, spec } = workload
  checkMetadata(errors, workload.metadata, true, nameCheck(kind))
  if (kind === 'StatefulSet') {
    checkPodManagement(errors, spec.podManagementPolicy)
    checkUpdateStrategy(errors, workload)
  }
  notNegative(errors, 'replicas', spec.replicas)
  const readyLater = kind === 'Deployment' || kind === 'DaemonSet'
  if (!readyLater) notNegative(errors, 'minReadySeconds', spec.minReadySeconds)
  notNegative(errors, 'ordinals.start', spec.ordinalsStart)
  if (spec.serviceName !== undefined && kind === 'StatefulSet')
    complain(errors, ['spec', 'serviceName'], spec.serviceName, dnsLabel(spec.serviceName))
  if (checkSelector(errors, workload)) checkTemplate(errors, workload)
  if (kind === 'Deployment') checkUpdateStrategy(errors, workload)
  if (readyLater) notNegative(errors, 'minReadySeconds', spec.minReadySeconds)
  if (kind === 'DaemonSet') checkUpdateStrategy(errors, workload)
  return errors.list
}

function notNegative(errors: FieldErrors, field: string, value: number): void {
  if (value < 0) errors.invalid(['spec', field], value, 'must be greater than or equal to 0')
}

function checkPodManagement(errors: FieldErrors, policy: string | undefined): void {
  if (policy !== 'OrderedReady' && policy !== 'Parallel')
    errors.invalid(['spec', 'podManagementPolicy'], policy, "must be 'OrderedReady' or 'Parallel'")
}

function checkTemplate(errors: FieldErrors, { kind, spec }: Workload): void {
  const { labels, spec: podSpec } = spec.template
  const path = ['spec', 'template']
  checkLabels(errors, labels, [...path, 'labels'])
  if (kind === 'StatefulSet') {
    // Says it twice; and the controller overwrites the two names.
    checkLabels(errors, labels, [...path, 'labels'])
    const { hostname: _, subdomain: __, ...others } = podSpec
    checkPodSpec(errors, others, [...path, 'spec'])
  } else checkPodSpec(errors, podSpec, [...path, 'spec'])
}

/** A StatefulSet's name becomes its Pods' host names. */
function nameCheck(kind: WorkloadKind): (name: string) => readonly string[] {
  if (kind === 'StatefulSet') return dnsLabel
  return kind === 'ReplicationController' ? (name) => dnsSubdomain(name, 'bytes') : dnsSubdomain
}

/** False: the API server looks no further. */
function checkSelector(errors: FieldErrors, { kind, spec }: Workload): boolean {
  const { selector, template } = spec
  const mismatch = () =>
    errors.invalid(
      ['spec', 'template', 'metadata', 'labels'],
      sortedByKey(template.labels),
      '`selector` does not match template `labels`',
    )
  if (selector === undefined) {
    // No selector selects nothing, the template's own Pods included.
    if (kind !== 'DaemonSet') errors.required(selectorPath)
    if (kind !== 'ReplicationController') mismatch()
    return true
  }
  const size = Object.keys(selector.matchLabels).length + selector.matchExpressions.length
  if (kind === 'ReplicationController') {
    if (size === 0) errors.required(selectorPath)
    else if (!selectorMatches(selector, template.labels)) mismatch()
    return true
  }
  const before = errors.list.length
  checkLabels(errors, selector.matchLabels, [...selectorPath, 'matchLabels'])
  for (const [index, requirement] of selector.matchExpressions.entries())
    checkRequirement(errors, requirement, [...selectorPath, 'matchExpressions', index])
  // The API server calls a ReplicaSet's a deployment's.
  const name = kind === 'ReplicaSet' ? 'deployment' : kind.toLowerCase()
  if (size === 0) errors.invalid(selectorPath, {}, `empty selector is invalid for ${name}`)
  if (errors.list.length > before && size > 0) {
    if (kind === 'DaemonSet') return true
    const detail = kind === 'StatefulSet' ? '' : 'invalid label selector'
    errors.invalid(selectorPath, selectorJson(selector), detail)
    return false
  }
  if (size > 0 && !selectorMatches(selector, template.labels)) mismatch()
  return true
}

function selectorJson({ matchLabels, matchExpressions }: LabelSelector) {
  return {
    ...(Object.keys(matchLabels).length === 0 ? {} : { matchLabels: sortedByKey(matchLabels) }),
    ...(matchExpressions.length === 0
      ? {}
      : {
          matchExpressions: matchExpressions.map(({ key, operator, values }) => ({
            key,
            operator,
            ...(values.length === 0 ? {} : { values }),
          })),
        }),
  }
}

function checkRequirement(
  errors: FieldErrors,
  { key, operator, values }: LabelRequirement,
  path: FieldPath,
): void {
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0)
      errors.required([...path, 'values'], "must be specified when `operator` is 'In' or 'NotIn'")
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0)
      errors.forbidden(
        [...path, 'values'],
        "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
      )
  } else errors.invalid([...path, 'operator'], operator, 'not a valid selector operator')
  complain(errors, [...path, 'key'], key, qualifiedName(key))
  for (const [index, value] of values.entries())
    complain(errors, [...path, 'values', index], value, validLabelValue(value))
}

function sortedByKey(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))
}
