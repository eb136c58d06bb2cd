import type { UpdateStrategy, WorkloadKind } from '../objects/workload.ts'
import type { RawObject } from '../reading/raw-object.ts'
import { defined } from './optional.ts'

/**
 * How a workload replaces its Pods; undefined for kinds that do not. Defaults: pkg/apis/apps/v1/defaults.go
 * SetDefaults_Deployment, SetDefaults_StatefulSet, SetDefaults_DaemonSet.
 */
export function decodeUpdateStrategy(
  spec: RawObject | undefined,
  kind: WorkloadKind,
): UpdateStrategy | undefined {
  if (kind === 'ReplicaSet' || kind === 'ReplicationController') return undefined
  const field = kind === 'Deployment' ? 'strategy' : 'updateStrategy'
  const raw = spec?.object(
    field,
    kind === 'Deployment' ? 'DeploymentStrategy' : `${kind}UpdateStrategy`,
  )
  const type = raw?.string('type') || 'RollingUpdate'
  const rollingUpdate = raw?.object('rollingUpdate', `RollingUpdate${kind}`)
  if (type !== 'RollingUpdate')
    return rollingUpdate === undefined ? { type } : { type, rollingUpdate: {} }
  return { type, rollingUpdate: decodeRollingUpdate(rollingUpdate, kind) }
}

function decodeRollingUpdate(raw: RawObject | undefined, kind: WorkloadKind) {
  if (kind === 'StatefulSet')
    return defined({
      partition: raw?.integer('partition') ?? 0,
      maxUnavailable: raw?.integerOrString('maxUnavailable'),
    })
  const [maxSurge, maxUnavailable] = kind === 'Deployment' ? ['25%', '25%'] : [0, 1]
  return {
    maxSurge: raw?.integerOrString('maxSurge') ?? maxSurge,
    maxUnavailable: raw?.integerOrString('maxUnavailable') ?? maxUnavailable,
  }
}
