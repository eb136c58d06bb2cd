import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  defaultProxyConfiguration,
  proxyModes,
  withMode,
} from '../../../../src/proxy/configuration.ts'
import type { LivingCluster } from '../../../../src/simulation/cluster/living-cluster.ts'
import { objectsOf } from '../../../kubernetes/manifests.ts'
import { begin, deployment, web } from '../living.ts'
import { tablesOf } from '../tables.ts'

const service = (name: string, spec: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}], ${spec}}`
const local = 'type: LoadBalancer, externalTrafficPolicy: Local'

const deeds: readonly ((cluster: LivingCluster) => void)[] = [
  (cluster) => cluster.scale(deployment, 1),
  (cluster) => cluster.scale(deployment, 4),
  (cluster) => cluster.rollOut(deployment),
  (cluster) => cluster.apply(objectsOf(service('api', local))),
  (cluster) => cluster.apply(objectsOf(service('api', 'sessionAffinity: ClientIP'))),
  (cluster) => cluster.delete({ kind: 'Service', namespace: 'default', name: 'web' }),
  (cluster) => cluster.apply(objectsOf(service('web', 'internalTrafficPolicy: Local'))),
  (cluster) => cluster.loseNode('node-2'),
  (cluster) => cluster.returnNode('node-2'),
  (cluster) => cluster.restartKubeProxy('node-1'),
  (cluster) => cluster.pauseSyncs('node-2'),
  (cluster) => cluster.resumeSyncs('node-2'),
]

function play(
  mode: (typeof proxyModes)[number],
  steps: readonly { deed: number; waitMs: number }[],
  eagerNodesMax: number,
  changesModeTo?: (typeof proxyModes)[number],
) {
  const configuration = withMode(defaultProxyConfiguration, mode)
  const story = begin(web({ service: 'ipFamilyPolicy: PreferDualStack' }), {
    configuration,
    eagerNodesMax,
  })
  for (const { deed, waitMs } of steps) {
    try {
      deeds[deed]?.(story.cluster)
    } catch {
      // The Service is not there to be deleted.
    }
    story.timeline.runTo(story.timeline.nowMs() + waitMs)
  }
  if (changesModeTo !== undefined) {
    story.cluster.changeMode(undefined, changesModeTo)
    story.timeline.runTo(story.timeline.nowMs() + 10_000)
  }
  return story
}

const course = fc.array(
  fc.record({ deed: fc.nat(deeds.length - 1), waitMs: fc.integer({ min: 0, max: 40_000 }) }),
  { maxLength: 8 },
)

describe('a node that is made when somebody asks for it', () => {
  it.each(proxyModes)(
    'has in %s mode what one has that was there all along',
    (mode) => {
      fc.assert(
        fc.property(course, (steps) => {
          const eager = play(mode, steps, 100)
          const lazy = play(mode, steps, 0)
          for (const [name, { emulated }] of lazy.cluster.nodes)
            expect(tablesOf(emulated)).toEqual(
              tablesOf((eager.cluster.nodes.get(name) ?? expect.unreachable()).emulated),
            )
        }),
        { numRuns: 12 },
      )
    },
    120_000,
  )

  it.each([
    ['iptables', 'nftables'],
    ['ipvs', 'iptables'],
    ['nftables', 'ipvs'],
  ] as const)('has what is left of %s mode after a change to %s', (from, to) => {
    const steps = [{ deed: 3, waitMs: 5_000 }]
    const eager = play(from, steps, 100, to)
    const lazy = play(from, steps, 0, to)
    for (const [name, { emulated }] of lazy.cluster.nodes)
      expect(tablesOf(emulated)).toEqual(
        tablesOf((eager.cluster.nodes.get(name) ?? expect.unreachable()).emulated),
      )
  })

  it('syncs at the same times, and tells alike but for the lines', () => {
    const steps = [
      { deed: 2, waitMs: 30_000 },
      { deed: 9, waitMs: 4_000_000 },
    ]
    const told = (eagerNodesMax: number) =>
      play('iptables', steps, eagerNodesMax).events.flatMap((event) =>
        event.kind === 'sync-done' ? { ...event, lines: 0, bytes: 0 } : [],
      )
    expect(told(0)).toEqual(told(100))
  })
})
