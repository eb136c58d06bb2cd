import { expect, it } from 'vitest'
import { nodesOf, servicesOf, summaryOf } from '../../../src/server/laboratory/views.ts'
import {
  changeSchema,
  clusterQuery,
  clusterSchema,
  nodeSchema,
  serviceSchema,
} from '../../../src/server/schemas/cluster-schemas.ts'
import { deleteCatalog, shopCluster } from '../shop.ts'

const kept = shopCluster()
const whole = { offset: 0, limit: 1_000 }

it('what a laboratory shows is as the schemas say', () => {
  expect(clusterSchema.parse(summaryOf(kept))).toEqual(summaryOf(kept))
  for (const service of servicesOf(kept, whole).items)
    expect(serviceSchema.parse(service)).toEqual(service)
  for (const node of nodesOf(kept, whole).items) expect(nodeSchema.parse(node)).toEqual(node)
})

it('so is what a change altered', () => {
  kept.nodes.node(kept.cluster.objects, undefined, 'ipvs', 0)
  kept.prepare(deleteCatalog)
  const effect = kept.commit()
  expect(changeSchema.parse(effect)).toEqual(effect)
})

it.each([
  { query: {}, want: { mode: 'iptables' } },
  { query: { nodes: '5', mode: 'ipvs' }, want: { nodes: 5, mode: 'ipvs' } },
])('$query says how a cluster is made', ({ query, want }) => {
  expect(clusterQuery.parse(query)).toEqual(want)
})

it.each([{ nodes: '0' }, { nodes: '5001' }, { nodes: '1e9' }, { mode: 'userspace' }])(
  '%s does not',
  (query) => {
    expect(clusterQuery.safeParse(query).success).toBe(false)
  },
)
