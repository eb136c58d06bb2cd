import type { Position } from '../../base/user-error.ts'
import type { Metadata } from '../objects/metadata.ts'
import type { LabelSelector, Workload, WorkloadKind } from '../objects/workload.ts'
import type { RawObject } from '../reading/raw-object.ts'
import { decodeMetadata } from './metadata.ts'
import { defined } from './optional.ts'
import { decodePodSpec } from './pod.ts'
import { decodeUpdateStrategy } from './update-strategy.ts'

/** Defaults: one replica (pkg/apis/apps/v1). */
export function decodeWorkload(raw: RawObject, kind: WorkloadKind, at?: Position): Workload {
  const spec = raw.object('spec', `${kind}Spec`)
  const template = spec?.object('template', 'PodTemplateSpec')
  const metadata = template?.object('metadata', 'ObjectMeta')
  const ordinals = spec?.object('ordinals', 'StatefulSetOrdinals')
  const labels = metadata?.stringMap('labels') ?? {}
  const selector = decodeSelector(spec, kind)
  const own = decodeMetadata(raw, true)
  const usesLabels = isEmpty(selector) && selectsByTemplate(raw, kind)
  return defined({
    apiVersion: kind === 'ReplicationController' ? 'v1' : 'apps/v1',
    kind,
    metadata: kind === 'ReplicationController' ? withLabels(own, labels) : own,
    spec: defined({
      replicas: spec?.integer('replicas') ?? 1,
      selector: usesLabels ? { matchLabels: labels, matchExpressions: [] } : selector,
      serviceName: spec?.string('serviceName') || undefined,
      ordinalsStart: ordinals?.integer('start') ?? 0,
      minReadySeconds: spec?.integer('minReadySeconds') ?? 0,
      updateStrategy: decodeUpdateStrategy(spec, kind),
      podManagementPolicy:
        kind === 'StatefulSet' ? spec?.string('podManagementPolicy') || 'OrderedReady' : undefined,
      template: {
        labels,
        annotations: metadata?.stringMap('annotations') ?? {},
        spec: decodePodSpec(template?.object('spec', 'PodSpec')),
      },
    }),
    at,
  })
}

/** A ReplicationController without labels takes those of its template (SetDefaults_ReplicationController). */
function withLabels(own: Metadata, labels: Metadata['labels']): Metadata {
  return Object.keys(own.labels).length === 0 ? { ...own, labels } : own
}

/** A ReplicationController's selector, and that of the old API groups, is by default its template's labels. */
function selectsByTemplate(raw: RawObject, kind: WorkloadKind): boolean {
  const old = ['extensions/v1beta1', 'apps/v1beta1']
  return kind === 'ReplicationController' || old.includes(raw.string('apiVersion') ?? '')
}

function isEmpty(selector: LabelSelector | undefined): boolean {
  return selector === undefined || Object.keys(selector.matchLabels).length === 0
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
