import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endpointUses, useReasons } from '../../src/proxy/endpoint-use.ts'
import { categorizeEndpoints, isFallback, topologyMode } from '../../src/proxy/topology.ts'
import type { EndpointInfo } from '../../src/proxy/tracking/endpoint-info.ts'
import { service } from './objects.ts'
import { endpoints, onlyPort, texts } from './ports.ts'

const here = { nodeName: 'node-1', zone: 'a' }
const ready = { ready: true, serving: true, terminating: false }
const notReady = { ready: false, serving: false, terminating: false }
const leaving = { ready: false, serving: true, terminating: true }
const zone = (...names: string[]) => ({ forZones: names.map((name) => ({ name })) })
const node = (name: string) => ({ forNodes: [{ name }], ...zone('b') })
const localPort = onlyPort(
  service({ type: 'NodePort', externalTrafficPolicy: 'Local', ports: [{ nodePort: 30000 }] }),
)
const categorize = (list: readonly EndpointInfo[], port = onlyPort()) => {
  const { cluster, local, reachable, hasAny } = categorizeEndpoints(list, port, here)
  return { cluster: texts(cluster), local: texts(local), reachable: texts(reachable), hasAny }
}

describe('categorizeEndpoints', () => {
  it('has nothing where there are no endpoints', () => {
    expect(categorize([])).toEqual({ cluster: [], local: [], reachable: [], hasAny: false })
  })

  it('uses the ready ones, wherever they are', () => {
    const list = endpoints(
      { address: '10.0.0.1', conditions: ready },
      { address: '10.0.0.2', conditions: notReady },
      { address: '10.0.0.3', conditions: leaving },
    )
    expect(categorize(list)).toMatchObject({ cluster: ['10.0.0.1:8080'], hasAny: true })
  })

  it('falls back to those that terminate but still serve, if nothing is ready', () => {
    const list = endpoints(
      { address: '10.0.0.2', conditions: notReady },
      { address: '10.0.0.3', conditions: leaving },
    )
    expect(categorize(list)).toMatchObject({ cluster: ['10.0.0.3:8080'], hasAny: true })
  })

  it('has endpoints for the policy Local on this node only, and knows of the others', () => {
    const list = endpoints({ address: '10.0.0.1', conditions: ready, nodeName: 'node-2' })
    expect(categorize(list, localPort)).toEqual({
      cluster: ['10.0.0.1:8080'],
      local: [],
      reachable: ['10.0.0.1:8080'],
      hasAny: true,
    })
  })

  it('falls back for Local by itself: a terminating one here, though others are ready elsewhere', () => {
    const list = endpoints(
      { address: '10.0.0.9', conditions: ready, nodeName: 'node-2' },
      { address: '10.0.0.3', conditions: leaving, nodeName: 'node-1' },
    )
    expect(categorize(list, localPort)).toEqual({
      cluster: ['10.0.0.9:8080'],
      local: ['10.0.0.3:8080'],
      reachable: ['10.0.0.3:8080', '10.0.0.9:8080'],
      hasAny: true,
    })
  })

  it('uses no remote endpoint where only the policy Local is in use', () => {
    const list = endpoints(
      { address: '10.0.0.1', conditions: ready, nodeName: 'node-2' },
      { address: '10.0.0.2', conditions: ready, nodeName: 'node-1' },
    )
    expect(categorize(list, onlyPort(service({ internalTrafficPolicy: 'Local' })))).toEqual({
      cluster: [],
      local: ['10.0.0.2:8080'],
      reachable: ['10.0.0.2:8080'],
      hasAny: true,
    })
  })
})

describe('topologyMode', () => {
  it.each([
    { name: 'without hints: everywhere', hints: [undefined, undefined], want: 'everywhere' },
    { name: 'all hinted, one for the zone', hints: [zone('a'), zone('b')], want: 'same-zone' },
    { name: 'all hinted, none for the zone', hints: [zone('c'), zone('b')], want: 'everywhere' },
    { name: 'one without a hint', hints: [zone('a'), undefined], want: 'everywhere' },
    { name: 'node hints win', hints: [node('node-1'), node('node-2')], want: 'same-node' },
    {
      name: 'no node hint for this node',
      hints: [node('node-3'), node('node-2')],
      want: 'everywhere',
    },
  ])('$name', ({ hints, want }) => {
    const list = endpoints(
      ...hints.map((one, index) => ({
        address: `10.0.0.${index + 1}`,
        conditions: ready,
        ...(one === undefined ? {} : { hints: one }),
      })),
    )
    expect(topologyMode(list, here)).toBe(want)
  })

  it('does not ask endpoints that are not ready', () => {
    const list = endpoints(
      { address: '10.0.0.1', conditions: ready, hints: zone('a') },
      { address: '10.0.0.2', conditions: leaving },
    )
    expect(topologyMode(list, here)).toBe('same-zone')
    expect(topologyMode([], here)).toBe('everywhere')
  })
})

it('knows a fallback', () => {
  const [one, other] = endpoints(
    { address: '10.0.0.1', conditions: leaving },
    { address: '10.0.0.2', conditions: { ...leaving, serving: false } },
  )
  expect([one, other].map((endpoint) => endpoint !== undefined && isFallback(endpoint))).toEqual([
    true,
    false,
  ])
})

it('gives reasons that agree with what is used', () => {
  const endpoint = fc.record({
    conditions: fc.record({
      ready: fc.boolean(),
      serving: fc.boolean(),
      terminating: fc.boolean(),
    }),
    nodeName: fc.constantFrom('node-1', 'node-2'),
    hints: fc.constantFrom(zone('a'), zone('b'), node('node-1'), node('node-2'), {}),
  })
  const port = fc.constantFrom(
    onlyPort(),
    localPort,
    onlyPort(service({ internalTrafficPolicy: 'Local' })),
  )
  fc.assert(
    fc.property(fc.array(endpoint, { maxLength: 5 }), port, (list, onPort) => {
      const all = endpoints(
        ...list.map((one, index) => ({ ...one, address: `10.0.0.${index + 1}` })),
      )
      const { cluster, local } = categorizeEndpoints(all, onPort, here)
      const uses = endpointUses(all, onPort, here)
      const used = (policy: 'cluster' | 'local') =>
        uses.filter((use) => useReasons[use[policy]].isUsed).map((use) => use.endpoint)
      expect(used('cluster')).toEqual([...cluster])
      expect(used('local')).toEqual([...local])
    }),
  )
})
