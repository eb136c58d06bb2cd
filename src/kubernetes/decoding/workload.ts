import type { Position } from '../../base/user-error.ts'
import type { LabelSelector, Workload, WorkloadKind } from '../objects/workload.ts'
import type { RawObject } from '../reading/raw-object.ts'
import { decodeMetadata } from './metadata.ts'
import { defined } from './optional.ts'
import { decodePodSpec } from './pod.ts'

/** Defaults: one replica (pkg/apis/apps/v1/defaults.go). */
export function decodeWorkload(raw: RawObject, kind: WorkloadKind, at?: Position): Workload {
  const spec = raw.object('spec', `${kind}Spec`)
  const template = spec?.object('template', 'PodTemplateSpec')
  const metadata = template?.object('metadata', 'ObjectMeta')
  const ordinals = spec?.object('ordinals', 'StatefulSetOrdinals')
  return defined({
    apiVersion: kind === 'ReplicationController' ? 'v1' : 'apps/v1',
    kind,
    metadata: decodeMetadata(raw, true),
    spec: defined({
      replicas: spec?.integer('replicas') ?? 1,
      selector: decodeSelector(spec, kind),
      serviceName: spec?.string('serviceName') || undefined,
      ordinalsStart: ordinals?.integer('start') ?? 0,
      template: {
        labels: metadata?.stringMap('labels') ?? {},
        annotations: metadata?.stringMap('annotations') ?? {},
        spec: decodePodSpec(template?.object('spec', 'PodSpec')),
      },
    }),
    at,
  })
}

function decodeSelector(
  spec: RawObject | undefined,
  kind: WorkloadKind,
): LabelSelector | undefined {
  if (kind === 'ReplicationController') {
    const matchLabels = spec?.stringMap('selector')
    return matchLabels === undefined ? undefined : { matchLabels, matchExpressions: [] }
  }
  const selector = spec?.object('selector', 'LabelSelector')
  if (selector === undefined) return undefined
  return {
    matchLabels: selector.stringMap('matchLabels') ?? {},
    matchExpressions: selector
      .objects('matchExpressions', 'LabelSelectorRequirement')
      .map((item) => ({
        key: item.string('key') ?? '',
        operator: item.string('operator') ?? '',
        values: item.strings('values'),
      })),
  }
}
