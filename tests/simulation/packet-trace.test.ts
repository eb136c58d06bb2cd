import { describe, expect, it } from 'vitest'
import { formatEndpoint } from '../../src/packet/address.ts'
import { proxyModes } from '../../src/proxy/configuration.ts'
import { type PacketTrace, tracePacket } from '../../src/simulation/packet-trace.ts'
import { a, address, b, c, loadBalancer, service, slice } from '../conformance/cluster-objects.ts'
import { requestBetween, surroundings, syncedWorker } from './node/small-node.ts'

const fromPod = requestBetween('pod', `${address.pod}:40000`, `${address.clusterIp}:80`)
const backendOf = ({ exchange }: PacketTrace) => {
  const { backend } = exchange.result
  return backend === undefined ? '' : formatEndpoint(backend.address, backend.port)
}

describe.each(proxyModes)('a traced packet in %s mode', (mode) => {
  const trace = (seed: number, request = fromPod) =>
    tracePacket(
      syncedWorker(mode, service(), slice([a, b, c])).kernel,
      surroundings,
      request,
      0,
      seed,
    )

  it('comes with every outcome that is possible, most likely first, and their sum is 1', () => {
    const { possible, complete } = trace(1)
    expect(complete).toBe(true)
    const probabilities = possible.map(({ probability }) => probability)
    expect(probabilities.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12)
    expect([...probabilities].sort((x, y) => y - x)).toEqual(probabilities)
  })

  it('ends as one of the outcomes that were possible', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const one = trace(seed)
      expect(one.exchange.result.outcome).toBe('reached')
      expect(
        one.possible.map(({ result: { backend } }) =>
          backend === undefined ? '' : formatEndpoint(backend.address, backend.port),
        ),
      ).toContain(backendOf(one))
    }
  })

  it('goes the same way for the same seed', () => {
    expect(trace(7)).toEqual(trace(7))
  })

  it('tells every step of every packet', () => {
    const { exchange } = trace(1)
    expect(exchange.legs.length).toBeGreaterThan(1)
    for (const leg of exchange.legs) expect(leg.steps.length).toBeGreaterThan(0)
  })

  it('does not tell random source ports apart', () => {
    const node = syncedWorker(mode, loadBalancer(), slice([a, b]))
    const request = requestBetween(
      'client',
      `${address.client}:40000`,
      `${address.loadBalancer}:80`,
    )
    const { possible } = tracePacket(node.kernel, surroundings, request, 0, 1)
    const addresses = possible.map(({ result }) => result.seenSource?.drawn)
    expect(addresses.every((drawn) => drawn === true)).toBe(true)
    expect(possible.length).toBeLessThanOrEqual(2)
  })
})

it('takes different ways with different seeds', () => {
  const seen = new Set(
    Array.from({ length: 20 }, (_, seed) => {
      const node = syncedWorker('iptables', service(), slice([a, b, c]))
      return backendOf(tracePacket(node.kernel, surroundings, fromPod, 0, seed))
    }),
  )
  expect([...seen].sort()).toEqual(['10.244.1.5:8080', '10.244.1.6:8080', '10.244.2.5:8080'])
})

it('has looked at the other ways without a trace of them in the kernel', () => {
  const node = syncedWorker('iptables', service(), slice([a, b, c]))
  tracePacket(node.kernel, surroundings, fromPod, 0, 1)
  expect(node.kernel.tracker.count).toBe(1)
})
