import { describe, expect, it } from 'vitest'
import { makeNodes } from '../../../../src/kubernetes/cluster/made-nodes.ts'
import { podsOfWorkload } from '../../../../src/kubernetes/cluster/pods/workload-pods.ts'
import type { WorkloadKind } from '../../../../src/kubernetes/objects/workload.ts'
import { theOnly } from '../../manifests.ts'

const nodes = makeNodes([], ['IPv4'], 3, 0)
const workload = (kind: WorkloadKind, spec = '', metadata = '') =>
  theOnly(
    kind,
    `apiVersion: ${kind === 'ReplicationController' ? 'v1' : 'apps/v1'}\nkind: ${kind}\nmetadata: {name: web${metadata}}\nspec: {replicas: 3${spec}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c}]}}}`,
  )
const namesOf = (kind: WorkloadKind, spec = '') =>
  podsOfWorkload(workload(kind, spec), [], nodes).map(({ metadata }) => metadata.name)

describe('Pods of workloads', () => {
  it('a StatefulSet numbers its Pods, and they bear its Service as subdomain', () => {
    const set = workload('StatefulSet', ', serviceName: db, ordinals: {start: 5}')
    const pods = podsOfWorkload(set, [], nodes)
    expect(pods.map(({ spec }) => `${spec.hostname}.${spec.subdomain}`)).toEqual([
      'web-5.db',
      'web-6.db',
      'web-7.db',
    ])
    expect(pods[0]?.metadata.labels['apps.kubernetes.io/pod-index']).toBe('5')
  })

  it('a DaemonSet has one on each node that its nodeSelector allows', () => {
    const pods = podsOfWorkload(workload('DaemonSet'), [], nodes)
    expect(pods.map(({ spec }) => spec.nodeName)).toEqual(['node-1', 'node-2', 'node-3'])
    const picky = theOnly(
      'DaemonSet',
      'apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: web}\nspec: {template: {spec: {nodeSelector: {topology.kubernetes.io/zone: zone-b}}}}',
    )
    expect(podsOfWorkload(picky, [], nodes).map(({ spec }) => spec.nodeName)).toEqual(['node-2'])
  })

  it.each(['Deployment', 'ReplicaSet', 'ReplicationController'] as const)(
    'a %s names its Pods the same way every time, and others with another template',
    (kind) => {
      expect(namesOf(kind)).toEqual(namesOf(kind))
      expect(new Set(namesOf(kind)).size).toBe(3)
      expect(namesOf(kind).every((name) => name.startsWith('web-'))).toBe(true)
    },
  )

  it('makes none for those that it already has', () => {
    const given = theOnly(
      'Pod',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web-abc-x, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-abc, uid: u, controller: true}]}',
    )
    expect(podsOfWorkload(workload('Deployment'), [given], nodes)).toHaveLength(2)
  })

  it('lets an annotation say which Pods are not ready', () => {
    const annotation = ', annotations: {kube-proxy-emulator/not-ready: "1"}'
    const pods = podsOfWorkload(workload('Deployment', '', annotation), [], nodes)
    expect(pods.map(({ status }) => status.conditions[0]?.status)).toEqual([
      'True',
      'False',
      'True',
    ])
  })
})
