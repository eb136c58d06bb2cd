import { selectorMatches } from '../objects/selectors.ts'
import type { LabelRequirement, Workload } from '../objects/workload.ts'
import { type FieldError, FieldErrors, type FieldPath } from './field-errors.ts'
import { checkLabels, checkMetadata } from './metadata.ts'
import { complain, dnsLabel, dnsSubdomain, qualifiedName, validLabelValue } from './names.ts'
import { checkPodSpec } from './pod.ts'

const selectorPath = ['spec', 'selector']

/** pkg/apis/apps/validation and, for ReplicationController, pkg/apis/core/validation. */
export function validateWorkload(workload: Workload): readonly FieldError[] {
  const errors = new FieldErrors()
  const { kind, spec } = workload
  // A StatefulSet's name becomes part of its Pods' host names.
  checkMetadata(errors, workload.metadata, true, dnsSubdomain)
  if (spec.replicas < 0)
    errors.invalid(['spec', 'replicas'], spec.replicas, 'must be greater than or equal to 0')
  if (spec.ordinalsStart < 0)
    errors.invalid(
      ['spec', 'ordinals.start'],
      spec.ordinalsStart,
      'must be greater than or equal to 0',
    )
  if (spec.serviceName !== undefined && kind === 'StatefulSet')
    complain(errors, ['spec', 'serviceName'], spec.serviceName, dnsLabel(spec.serviceName))
  checkSelector(errors, workload)
  checkLabels(errors, spec.template.labels, ['spec', 'template', 'labels'])
  checkPodSpec(errors, spec.template.spec, ['spec', 'template', 'spec'])
  return errors.list
}

function checkSelector(errors: FieldErrors, { kind, spec }: Workload): void {
  const { selector, template } = spec
  if (selector === undefined) {
    errors.required(selectorPath)
    return
  }
  checkLabels(errors, selector.matchLabels, [...selectorPath, 'matchLabels'])
  for (const [index, requirement] of selector.matchExpressions.entries())
    checkRequirement(errors, requirement, [...selectorPath, 'matchExpressions', index])
  const size = Object.keys(selector.matchLabels).length + selector.matchExpressions.length
  // The API server calls a ReplicaSet's a deployment's.
  const name = kind === 'ReplicaSet' ? 'deployment' : kind.toLowerCase()
  if (size === 0 && kind === 'ReplicationController') errors.required(selectorPath)
  else if (size === 0) errors.invalid(selectorPath, {}, `empty selector is invalid for ${name}`)
  else if (!selectorMatches(selector, template.labels))
    errors.invalid(
      ['spec', 'template', 'metadata', 'labels'],
      sortedByKey(template.labels),
      '`selector` does not match template `labels`',
    )
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
