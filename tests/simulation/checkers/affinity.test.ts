import { expect, it } from 'vitest'
import { AffinityChecker } from '../../../src/simulation/checkers/affinity.ts'
import { RulesInPlace } from '../../../src/simulation/checkers/rules-in-place.ts'
import { ServiceDestinations } from '../../../src/simulation/checkers/service-destinations.ts'
import type { RunEvent } from '../../../src/simulation/events/run-event.ts'
import { readLines } from '../scenario/read-text.ts'
import { chosen, ofPod, opened, synced, told } from './watched.ts'

const service =
  '{ apiVersion: v1, kind: Service, metadata: { name: sticky }, spec: { type: NodePort, clusterIP: 10.96.9.9, sessionAffinity: ClientIP, sessionAffinityConfig: { clientIP: { timeoutSeconds: 10 } }, ports: [{ port: 80, nodePort: 30080 }] } }'
const slice = (pods: string) =>
  `{ apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: { name: sticky-1, labels: { kubernetes.io/service-name: sticky } }, addressType: IPv4, ports: [{ port: 80 }], endpoints: [${pods}] }`
const endpoint = (pod: string, address: string) =>
  `{ addresses: [${address}], targetRef: { kind: Pod, name: ${pod} } }`
const a = endpoint('a', '10.1.0.1')
const b = endpoint('b', '10.1.0.2')
const objectsWith = (pods: string) =>
  readLines(`objects: [${service}, ${slice(pods)}]`).cause.initial.objects
const both = objectsWith(`${a}, ${b}`)
const moved = 'connection 2 of 10.0.0.1 reached default/b, 4 s after default/a'
const applied: RunEvent = {
  kind: 'object-applied',
  atMs: 1_000,
  object: { kind: 'Service', namespace: 'default', name: 'sticky' },
}

function seeIn(objects: typeof both, events: readonly RunEvent[]): readonly string[] {
  return told(events, (open) => {
    const rules = new RulesInPlace(['Service'], 30)
    const checker = new AffinityChecker(open, new ServiceDestinations(() => objects), rules)
    return (event) => {
      rules.observe(event)
      return checker.observe(event)
    }
  })
}
const see = (...events: readonly RunEvent[]) => seeIn(both, events)

function visit(connection: number, atMs: number, pod: string, destination = '10.96.9.9:80') {
  return [
    opened(connection, { atMs, destination }),
    chosen(connection, { atMs, pod: `default/${pod}` }),
  ]
}

it('sees a client that moves within the timeout, by cluster IP or node port', () => {
  expect(see(...visit(1, 5_000, 'a'), ...visit(2, 9_000, 'b'))).toEqual([moved])
  const nodePort = '192.168.0.11:30080'
  expect(see(...visit(1, 5_000, 'a', nodePort), ...visit(2, 9_000, 'b', nodePort))).toEqual([moved])
})

it.each<[string, readonly RunEvent[]]>([
  ['after the timeout', [...visit(1, 0, 'a'), ...visit(2, 10_000, 'b')]],
  [
    'away from a pod that is not ready',
    [...visit(1, 0, 'a'), ofPod('pod-not-ready', 'default/a'), ...visit(2, 1_000, 'b')],
  ],
  ['by another address', [...visit(1, 0, 'a'), ...visit(2, 1_000, 'b', '192.168.0.11:30080')]],
  [
    'after the Service was deleted',
    [
      ...visit(1, 0, 'a'),
      {
        kind: 'object-deleted',
        atMs: 1,
        object: { kind: 'Service', namespace: 'default', name: 'sticky' },
      },
      ...visit(2, 1_000, 'b'),
    ],
  ],
  [
    'before a node knows of the affinity',
    [applied, ...visit(1, 1_010, 'a'), synced(1_040), ...visit(2, 1_050, 'b')],
  ],
])('lets it move %s', (_when, events) => expect(see(...events)).toEqual([]))

it('holds a node to it from its first sync on', () => {
  expect(see(applied, synced(1_040), ...visit(1, 5_000, 'a'), ...visit(2, 9_000, 'b'))).toEqual([
    moved,
  ])
})

it('lets it move away from a pod that is no endpoint any more, though ready', () => {
  expect(seeIn(objectsWith(b), [...visit(1, 5_000, 'a'), ...visit(2, 9_000, 'b')])).toEqual([])
})
