import { expect, it } from 'vitest'
import { listConnections } from '../../../src/kernel/netfilter/connection-listing.ts'
import { makeCluster } from '../../../src/kubernetes/cluster/make-cluster.ts'
import { defaultProxyConfiguration } from '../../../src/proxy/configuration.ts'
import { selectNode } from '../../../src/report/select-node.ts'
import { traceOnNode } from '../../../src/report/trace/node-trace.ts'
import { AddressBook } from '../../../src/simulation/address-book.ts'
import { EmulatedNode } from '../../../src/simulation/node/emulated-node.ts'
import { a, b, service, slice } from '../../conformance/cluster-objects.ts'
import { requestBetween, syncedWorker } from '../../simulation/node/small-node.ts'
import { fromPod } from '../trace-fixture.ts'

const options = { nowMs: 0, seed: 1, book: new AddressBook() }

it.each([
  { takesBack: true, kept: 0 },
  { takesBack: false, kept: 1 },
])('a trace leaves $kept connections where it takes back: $takesBack', ({ takesBack, kept }) => {
  const node = syncedWorker('iptables', service(), slice([a, b]))
  const report = traceOnNode(node, fromPod, { ...options, takesBack })
  expect(report.exchange.result.outcome).toBe('reached')
  expect(listConnections(node.kernel.tracker.ipv4, 0)).toHaveLength(kept)
})

it('of a family that the node lacks is refused', () => {
  const { objects } = makeCluster([], { nodeCount: 1 })
  const configuration = defaultProxyConfiguration
  const node = new EmulatedNode(selectNode({ objects }, undefined), objects, { configuration })
  const request = requestBetween('client', '[fd00::1]:1', '[fd00::2]:80')
  expect(() => traceOnNode(node, request, options)).toThrow('has no IPv6')
})

it('tells the same with rules that cannot match folded: what matched, what came of it, what it cost', () => {
  // Services enough that chains are indexed.
  const others = Array.from({ length: 40 }, (_, index) => ({
    ...(service({ spec: { clusterIP: undefined, clusterIPs: undefined } }) as object),
    metadata: { name: `a-${index}`, namespace: 'default' },
  }))
  const node = syncedWorker('iptables', ...others, service(), slice([a, b]))
  const trace = (folds: boolean) =>
    traceOnNode(node, fromPod, { ...options, takesBack: true, folds })
  const [whole, folded] = [trace(false), trace(true)]
  const told = ({ exchange }: typeof whole) =>
    [exchange.legs[0], exchange.legs.find(({ direction }) => direction === 'reply')].map((leg) =>
      leg?.steps.filter(
        (step) => step.kind !== 'rules-missed' && (step.kind !== 'rule' || step.matched),
      ),
    )
  expect(told(folded)).toEqual(told(whole))
  const fates = ({ exchange }: typeof whole) =>
    exchange.legs.map(({ name, passage, visits }) => ({ name, fate: passage.fate.kind, visits }))
  expect(fates(folded)).toEqual(fates(whole))
  expect(folded.exchange.result).toEqual(whole.exchange.result)
  expect(folded.cost).toEqual(whole.cost)
  const steps = (report: typeof whole) => report.exchange.legs[0]?.steps.length ?? 0
  expect(steps(folded)).toBeLessThan(steps(whole))
})
