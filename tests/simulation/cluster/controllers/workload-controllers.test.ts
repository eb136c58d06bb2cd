import { expect, it } from 'vitest'
import { objectsOf } from '../../../kubernetes/manifests.ts'
import { begin, web } from '../living.ts'

it.each(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'])(
  'leaves a %s alone that has what it wants',
  (kind) => {
    const story = begin(web().replace('kind: Deployment', `kind: ${kind}`))
    story.timeline.runTo(600_000)
    expect(story.events.filter(({ kind: what }) => what.startsWith('pod-'))).toEqual([])
    expect(story.cluster.isConverged).toBe(true)
  },
)

it.each(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController'] as const)(
  'makes the Pods of a %s that is applied, and takes them away with it',
  (kind) => {
    const story = begin('')
    const text = web().replace('kind: Deployment', `kind: ${kind}`)
    const old = text.replace('apps/v1', 'v1').replace('{matchLabels: {app: web}}', '{app: web}')
    story.cluster.apply(objectsOf(kind === 'ReplicationController' ? old : text))
    story.timeline.runTo(60_000)
    const pods = () => story.cluster.objects.filter((object) => object.kind === 'Pod')
    expect(pods()).toHaveLength(3)
    story.cluster.delete({ kind, namespace: 'default', name: 'web' })
    story.timeline.runTo(120_000)
    expect(pods()).toEqual([])
  },
)
