import { describe, expect, it } from 'vitest'
import { makeCluster } from '../../../../src/kubernetes/cluster/make-cluster.ts'
import { objectsOf } from '../../../kubernetes/manifests.ts'
import { begin, deployment, web } from '../living.ts'

/** `ready serving terminating` of each endpoint. */
const conditions = ({ cluster }: ReturnType<typeof begin>) =>
  cluster.objects.flatMap((object) =>
    object.kind !== 'EndpointSlice'
      ? []
      : object.endpoints.map(({ conditions: { ready, serving, terminating } }) =>
          [ready && 'ready', serving && 'serving', terminating && 'terminating']
            .filter((word) => word !== false && word !== undefined)
            .join(' '),
        ),
  )
const firstPod = ({ cluster }: ReturnType<typeof begin>) =>
  `default/${cluster.objects.find((object) => object.kind === 'Pod')?.metadata.name}`

describe('endpoint slices', () => {
  it('say at once that a Pod is terminating, that it serves on, and then nothing of it', () => {
    const story = begin(
      web({ replicas: 1, container: 'lifecycle: {preStop: {sleep: {seconds: 5}}}' }),
    )
    story.cluster.deletePod(firstPod(story))
    const seen = [0.04, 0.06, 5, 7, 12].map((second) => {
      story.timeline.runTo(second * 1_000)
      return conditions(story).join(', ')
    })
    expect(seen).toEqual([
      'ready serving',
      'serving terminating',
      'serving terminating, ready serving',
      'ready serving',
      'ready serving',
    ])
  })

  it.each([
    { service: '', want: [''] },
    { service: 'publishNotReadyAddresses: true', want: ['ready'] },
  ])('tell of a Pod that is not ready, with {$service}', ({ service, want }) => {
    const story = begin(web({ replicas: 1, service }))
    story.cluster.setReady([firstPod(story)], false)
    story.timeline.runTo(1_000)
    expect(conditions(story)).toEqual(want)
  })

  it('take changes of Pods together that come within the batch period', () => {
    const applied = (batchMs: number) => {
      const story = begin(web({ replicas: 0 }), {
        controllers: { ...usual, endpointUpdatesBatchPeriodMs: batchMs },
      })
      for (const replicas of [1, 2, 3]) {
        story.cluster.scale(deployment, replicas)
        story.timeline.runTo(replicas * 300)
      }
      story.timeline.runTo(60_000)
      return story.events.filter(
        (event) => event.kind === 'object-applied' && event.object.kind === 'EndpointSlice',
      ).length
    }
    expect([applied(0), applied(2_000)]).toEqual([3, 1])
  })

  it('are what they would be of a cluster made anew', () => {
    const story = begin(web({ replicas: 2 }))
    story.cluster.scale(deployment, 3)
    story.timeline.runTo(60_000)
    const slices = (objects: readonly { kind: string }[]) =>
      objects.filter(({ kind }) => kind === 'EndpointSlice')
    const names = (objects: readonly { kind: string }[]) =>
      slices(objects).map((slice) => JSON.stringify(slice).match(/"name":"(web-[^"]+)"/)?.[1])
    const anew = makeCluster(objectsOf(web({ replicas: 3 }))).objects
    expect(names(story.cluster.objects)).toEqual(names(anew))
    expect(conditions(story)).toHaveLength(3)
  })

  it('of the user stand, and keep others away', () => {
    const own =
      'apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: own, labels: {kubernetes.io/service-name: web}}\naddressType: IPv4\nendpoints: [{addresses: [10.9.9.9]}]\nports: [{port: 80}]'
    const story = begin(web())
    story.cluster.apply(objectsOf(own))
    story.timeline.runTo(1_000)
    const names = () =>
      story.cluster.objects.flatMap((object) =>
        object.kind === 'EndpointSlice' ? object.metadata.name : [],
      )
    expect(names()).toEqual(['own'])
    story.cluster.delete({ kind: 'EndpointSlice', namespace: 'default', name: 'own' })
    story.timeline.runTo(2_000)
    expect(names()).toEqual([expect.stringMatching(/^web-/)])
  })

  it('go with their Service', () => {
    const story = begin(web())
    story.cluster.delete({ kind: 'Service', namespace: 'default', name: 'web' })
    story.timeline.runTo(1_000)
    expect(story.cluster.objects.filter(({ kind }) => kind === 'EndpointSlice')).toEqual([])
  })
})

const { controllers: usual } = (
  await import('../../../../src/simulation/cluster/cluster-settings.ts')
).defaultClusterSettings
