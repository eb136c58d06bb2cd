import { expect, it } from 'vitest'
import { AffinityChecker } from '../../../src/simulation/checkers/affinity.ts'
import { ServiceDestinations } from '../../../src/simulation/checkers/service-destinations.ts'
import type { RunEvent } from '../../../src/simulation/events/run-event.ts'
import { readLines } from '../scenario/read-text.ts'
import { chosen, ofPod, opened, told } from './watched.ts'

const service =
  '{ apiVersion: v1, kind: Service, metadata: { name: sticky }, spec: { type: NodePort, clusterIP: 10.96.9.9, sessionAffinity: ClientIP, sessionAffinityConfig: { clientIP: { timeoutSeconds: 10 } }, ports: [{ port: 80, nodePort: 30080 }] } }'
const { objects } = readLines(`objects: [${service}]`).cause.initial
const moved = 'connection 2 of 10.0.0.1 reached b, 4 s after a'

const see = (...events: readonly RunEvent[]) =>
  told(events, (open) => {
    const checker = new AffinityChecker(open, new ServiceDestinations(() => objects))
    return (event) => checker.observe(event)
  })

function visit(connection: number, atMs: number, pod: string, destination = '10.96.9.9:80') {
  return [opened(connection, { atMs, destination }), chosen(connection, { atMs, pod })]
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
    [...visit(1, 0, 'a'), ofPod('pod-not-ready', 'a'), ...visit(2, 1_000, 'b')],
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
])('lets it move %s', (_when, events) => expect(see(...events)).toEqual([]))
