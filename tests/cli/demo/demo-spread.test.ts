import { expect, it } from 'vitest'
import { formatSpread, playConnections } from '../../../src/cli/demo/demo-spread.ts'
import { chooseTraffic } from '../../../src/cli/demo/demo-traffic.ts'
import { a, b, service, slice } from '../../conformance/cluster-objects.ts'
import { clusterWith, workerOf } from '../../simulation/node/small-node.ts'

const play = (spec: Readonly<Record<string, unknown>>) => {
  const cluster = clusterWith(service({ spec }), slice([a, b]))
  const node = workerOf(cluster, 'iptables')
  node.sync(0)
  const traffic = chooseTraffic(cluster, node)
  if (traffic === undefined) throw new Error('nothing chosen')
  const played = playConnections(node, traffic, 1)
  return { played, text: formatSpread(played, cluster) }
}

it('plays ten thousand connections, as chance would have it', () => {
  const { played, text } = play({})
  expect([...played.probabilities.values()]).toEqual([0.5, 0.5])
  expect([...played.byBackend.values()].reduce((sum, one) => sum + one, 0)).toBe(10_000)
  expect(text).toContain('1 degrees of freedom')
  expect(text).toContain('as chance would have it')
  expect(text).toContain('0 of 47 clients')
})

it('counts clients where clients are kept', () => {
  const { played, text } = play({ sessionAffinity: 'ClientIP' })
  expect(played).toMatchObject({ keepsClients: true, faithfulClients: 47, clientCount: 47 })
  expect(text).toContain('chi-square (of clients)')
})
