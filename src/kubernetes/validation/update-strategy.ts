import type { RollingUpdate, UpdateStrategy, Workload } from '../objects/workload.ts'
import type { FieldErrors, FieldPath } from './field-errors.ts'

/** pkg/apis/apps/validation: ValidateDeploymentStrategy, ValidateDaemonSetUpdateStrategy, ValidateStatefulSetSpec. */
export function checkUpdateStrategy(errors: FieldErrors, { kind, spec }: Workload): void {
  const strategy = spec.updateStrategy
  if (strategy === undefined) return
  const path = ['spec', kind === 'Deployment' ? 'strategy' : 'updateStrategy']
  switch (kind) {
    case 'Deployment':
      checkDeployment(errors, strategy, path)
      break
    case 'DaemonSet':
      checkDaemonSet(errors, strategy, path)
      break
    default:
      checkStatefulSet(errors, strategy, path)
  }
}

function checkDeployment(errors: FieldErrors, strategy: UpdateStrategy, path: FieldPath): void {
  const { type, rollingUpdate } = strategy
  const rollingPath = [...path, 'rollingUpdate']
  if (type === 'Recreate') {
    if (rollingUpdate !== undefined)
      errors.forbidden(rollingPath, "may not be specified when strategy `type` is 'Recreate'")
  } else if (type !== 'RollingUpdate')
    errors.unsupported(path, describe(strategy), ['Recreate', 'RollingUpdate'])
  else if (rollingUpdate !== undefined) {
    const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate
    checkCountOrPercent(errors, maxUnavailable, [...rollingPath, 'maxUnavailable'])
    checkCountOrPercent(errors, maxSurge, [...rollingPath, 'maxSurge'])
    if (amountOf(maxUnavailable) === 0 && amountOf(maxSurge) === 0)
      errors.invalid(
        [...rollingPath, 'maxUnavailable'],
        maxUnavailable,
        'may not be 0 when `maxSurge` is 0',
      )
    checkAtMostAll(errors, maxUnavailable, [...rollingPath, 'maxUnavailable'])
  }
}

function checkDaemonSet(errors: FieldErrors, strategy: UpdateStrategy, path: FieldPath): void {
  const { type, rollingUpdate } = strategy
  if (type === 'OnDelete') return
  if (type !== 'RollingUpdate' || rollingUpdate === undefined) {
    errors.unsupported(path, describe(strategy), ['RollingUpdate', 'OnDelete'])
    return
  }
  const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate
  const unavailablePath = [...path, 'rollingUpdate', 'maxUnavailable']
  const surgePath = [...path, 'rollingUpdate', 'maxSurge']
  checkCountOrPercent(errors, maxUnavailable, unavailablePath)
  checkCountOrPercent(errors, maxSurge, surgePath)
  checkAtMostAll(errors, maxUnavailable, unavailablePath)
  checkAtMostAll(errors, maxSurge, surgePath)
  const hasUnavailable = amountOf(maxUnavailable) !== 0
  const hasSurge = amountOf(maxSurge) !== 0
  if (hasUnavailable && hasSurge)
    errors.invalid(surgePath, maxSurge, 'may not be set when maxUnavailable is non-zero')
  else if (!hasUnavailable && !hasSurge)
    errors.required(unavailablePath, 'cannot be 0 when maxSurge is 0')
}

function checkStatefulSet(errors: FieldErrors, strategy: UpdateStrategy, path: FieldPath): void {
  const { type, rollingUpdate } = strategy
  const rollingPath = [...path, 'rollingUpdate']
  if (type === 'OnDelete') {
    if (rollingUpdate !== undefined)
      errors.invalid(rollingPath, rollingUpdate, "only allowed for updateStrategy 'RollingUpdate'")
  } else if (type !== 'RollingUpdate')
    errors.invalid(path, describe(strategy), "must be 'RollingUpdate' or 'OnDelete'")
  else if (rollingUpdate !== undefined) checkPartition(errors, rollingUpdate, rollingPath)
}

function checkPartition(errors: FieldErrors, rolling: RollingUpdate, path: FieldPath): void {
  const { partition = 0, maxUnavailable } = rolling
  if (partition < 0)
    errors.invalid([...path, 'partition'], partition, 'must be greater than or equal to 0')
  if (maxUnavailable === undefined) return
  const fieldPath = [...path, 'maxUnavailable']
  checkCountOrPercent(errors, maxUnavailable, fieldPath)
  if (amountOf(maxUnavailable) === 0) errors.invalid(fieldPath, maxUnavailable, 'cannot be 0')
  checkAtMostAll(errors, maxUnavailable, fieldPath)
}

/** ValidatePositiveIntOrPercent */
function checkCountOrPercent(errors: FieldErrors, value: number | string, path: FieldPath): void {
  if (typeof value === 'number') {
    if (value < 0) errors.invalid(path, value, 'must be greater than or equal to 0')
  } else if (percentOf(value) === undefined)
    errors.invalid(
      path,
      value,
      'a valid percent string must be a numeric string followed by an ending ' +
        "'%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
    )
}

function checkAtMostAll(errors: FieldErrors, value: number | string, path: FieldPath): void {
  if (typeof value === 'string' && (percentOf(value) ?? 0) > 100)
    errors.invalid(path, value, 'must not be greater than 100%')
}

function amountOf(value: number | string): number {
  if (typeof value === 'number') return value
  return percentOf(value) ?? (/^[+-]?\d+$/.test(value) ? Number(value) : 0)
}

function percentOf(value: string): number | undefined {
  return /^[0-9]+%$/.test(value) ? Number(value.slice(0, -1)) : undefined
}

/** The API server shows its internal form there, whose names are Go's. */
function describe({ type }: UpdateStrategy) {
  return { Type: type, RollingUpdate: null }
}
