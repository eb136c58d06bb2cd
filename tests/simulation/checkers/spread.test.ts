import { expect, it } from 'vitest'
import type { ProxyMode } from '../../../src/proxy/configuration.ts'
import { OpenConnections } from '../../../src/simulation/checkers/open-connections.ts'
import { RulesInPlace } from '../../../src/simulation/checkers/rules-in-place.ts'
import { ServiceDestinations } from '../../../src/simulation/checkers/service-destinations.ts'
import { SpreadChecker } from '../../../src/simulation/checkers/spread.ts'
import type { RunEvent } from '../../../src/simulation/events/run-event.ts'
import { readLines } from '../scenario/read-text.ts'
import { chosen, ended, opened, synced } from './watched.ts'

const { objects } = readLines(
  'objects: [{ apiVersion: v1, kind: Service, metadata: { name: even }, spec: { clusterIP: 10.96.9.9, ports: [{ port: 80 }] } }]',
).cause.initial

function see(
  events: readonly RunEvent[],
  mode: ProxyMode = 'iptables',
  known = objects,
): readonly string[] {
  const open = new OpenConnections()
  const rules = new RulesInPlace(['Service', 'EndpointSlice'], 30)
  const checker = new SpreadChecker(mode, open, new ServiceDestinations(() => known), rules)
  for (const event of events) {
    open.opens(event)
    rules.observe(event)
    checker.observe(event)
    open.ends(event)
  }
  return checker.finish()
}

/** So many to each backend, one after another. */
function connections(counts: readonly number[], first = 1): RunEvent[] {
  let connection = first
  return counts.flatMap((count, backend) =>
    Array.from({ length: count }, () => {
      connection += 1
      const one = connection
      return [opened(one), chosen(one, { backend: `10.1.0.${backend}:80` }), ended(one)]
    }).flat(),
  )
}

it('sees backends that chance would not use so unevenly', () => {
  expect(see(connections([200, 100, 100]))).toEqual([
    expect.stringMatching(/^t to default\/even: 400 connections, chance would .* once in \d/),
  ])
  expect(see(connections([150, 130, 120]))).toEqual([])
})

it('sums up stretches in which nothing changes', () => {
  const uneven = [connections([40, 12]), connections([40, 12], 100), connections([40, 12], 200)]
  expect(uneven.flatMap((one) => see(one))).toEqual([])
  expect(see(uneven.flatMap((one) => [...one, synced(1)]))).toHaveLength(1)
  const either = [...connections([100, 20]), synced(1), ...connections([20, 100], 200)]
  expect(see(either)).toHaveLength(1)
})

it.each<[string, readonly RunEvent[], ProxyMode]>([
  ['in IPVS mode', connections([200, 100]), 'ipvs'],
  [
    'after one that reached nobody',
    [opened(1), ended(1, { outcome: 'blackholed' }), ...connections([200, 100])],
    'iptables',
  ],
  [
    'of connections with the same ends',
    connections([200, 100]).map((event) =>
      event.kind === 'connection-opened' ? { ...event, source: '10.0.0.1:5' } : event,
    ),
    'iptables',
  ],
])('says nothing %s', (_when, events, mode) => expect(see(events, mode)).toEqual([]))

const slice = (hints = '') =>
  `{ apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: { name: even-1, labels: { kubernetes.io/service-name: even } }, addressType: IPv4, ports: [{ port: 80 }], endpoints: [${[0, 1, 2].map((n) => `{ addresses: [10.1.0.${n}]${hints} }`).join(', ')}] }`
const withSlice = (text: string, policy = '') =>
  readLines(
    `objects: [{ apiVersion: v1, kind: Service, metadata: { name: even }, spec: { clusterIP: 10.96.9.9${policy}, ports: [{ port: 80 }] } }, ${text}]`,
  ).cause.initial.objects

it('misses an endpoint that nobody reached', () => {
  const two = connections([100, 100])
  expect(see(two, 'iptables', withSlice(slice()))).toHaveLength(1)
  expect(see(two, 'iptables', objects)).toEqual([])
})

it.each([
  ['its policy may keep it away', withSlice(slice(), ', internalTrafficPolicy: Local')],
  ['its zone may keep it away', withSlice(slice(', hints: { forZones: [{ name: a }] }'))],
])('misses no endpoint where %s', (_why, known) =>
  expect(see(connections([100, 100]), 'iptables', known)).toEqual([]),
)

it('misses no endpoint before the node has rules with it', () => {
  const changed: RunEvent = {
    kind: 'object-applied',
    atMs: 0,
    object: { kind: 'EndpointSlice', namespace: 'default', name: 'even-1' },
  }
  const two = connections([100, 100])
  expect(see([changed, ...two], 'iptables', withSlice(slice()))).toEqual([])
  expect(see([changed, synced(30), ...two], 'iptables', withSlice(slice()))).toHaveLength(1)
})
