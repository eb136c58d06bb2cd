import { describe, expect, it } from 'vitest'
import { objectsOf } from '../../../kubernetes/manifests.ts'
import { begin, deployment, web } from '../living.ts'

const serviceText = (name: string, spec: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {ports: [{port: 80}], ${spec}}`
const serviceOf = ({ cluster }: ReturnType<typeof begin>, name: string) =>
  cluster.objects.flatMap((object) =>
    object.kind === 'Service' && object.metadata.name === name ? object.spec : [],
  )[0]

describe('what users ask of the API server', () => {
  it('keeps what it has allocated, and gives a new Service something else', () => {
    const story = begin(web())
    const before = serviceOf(story, 'web')?.clusterIP
    story.cluster.apply(objectsOf(serviceText('web', 'selector: {app: other}')))
    story.cluster.apply(objectsOf(serviceText('api', '')))
    expect(serviceOf(story, 'web')).toMatchObject({
      clusterIP: before,
      selector: { app: 'other' },
    })
    expect(serviceOf(story, 'api')?.clusterIP).not.toBe(before)
  })

  it('applies nothing of what it refuses in part', () => {
    const story = begin(web())
    const bad = `${serviceText('good', '')}\n---\n${serviceText('bad', 'type: Odd')}`
    expect(() => story.cluster.apply(objectsOf(bad))).toThrow('Unsupported value')
    expect(serviceOf(story, 'good')).toBeUndefined()
    story.cluster.apply(objectsOf(serviceText('later', '')))
    expect(serviceOf(story, 'bad')).toBeUndefined()
  })

  it('gives the address of a deleted Service away again', () => {
    const story = begin('')
    const text = serviceText('a', 'clusterIP: 10.96.0.9')
    story.cluster.apply(objectsOf(text))
    story.cluster.delete({ kind: 'Service', namespace: 'default', name: 'a' })
    expect(() => story.cluster.apply(objectsOf(text.replace('name: a', 'name: b')))).not.toThrow()
  })

  it.each([
    { name: 'delete', act: (story: ReturnType<typeof begin>) => story.cluster.delete(deployment) },
    { name: 'scale', act: (story: ReturnType<typeof begin>) => story.cluster.scale(deployment, 1) },
    {
      name: 'rollOut',
      act: (story: ReturnType<typeof begin>) => story.cluster.rollOut(deployment),
    },
    {
      name: 'setReady',
      act: (story: ReturnType<typeof begin>) => story.cluster.setReady(['default/web'], true),
    },
  ])('knows no $name of what is not there', ({ act }) => {
    expect(() => act(begin(''))).toThrow(/^no (Deployment|Pod) default\/web$/)
  })

  it('refuses a number of replicas that is none, and to scale a DaemonSet', () => {
    const story = begin(web())
    expect(() => story.cluster.scale(deployment, -1)).toThrow('greater than or equal to 0')
    const daemons = web().replace('kind: Deployment', 'kind: DaemonSet')
    expect(() => begin(daemons).cluster.scale({ ...deployment, kind: 'DaemonSet' }, 1)).toThrow(
      'DaemonSet default/web cannot be scaled',
    )
  })

  it('changes labels of a Pod that is there, and nothing else of it', () => {
    const text = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c}]}'
    const story = begin(text)
    story.cluster.apply(objectsOf(text.replace('name: a', 'name: a, labels: {app: web}')))
    const pod = story.cluster.objects.find((object) => object.kind === 'Pod')
    expect(pod).toMatchObject({
      metadata: { labels: { app: 'web' } },
      status: { phase: 'Running' },
    })
  })
})
