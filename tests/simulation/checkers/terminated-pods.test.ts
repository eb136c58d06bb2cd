import { expect, it } from 'vitest'
import { TerminatedPodsChecker } from '../../../src/simulation/checkers/terminated-pods.ts'
import type { RunEvent } from '../../../src/simulation/events/run-event.ts'
import { chosen, ended, ofPod, opened, synced, told } from './watched.ts'

const twoNodes = {
  objects: [],
  nodes: new Map([
    ['node-1', 1],
    ['node-2', 2],
  ]),
}
const gone = ofPod('pod-gone', 'default/a', 0, ['10.1.0.1'])
const lost = (connection: number, atMs: number) => [
  opened(connection, { atMs }),
  ended(connection, { atMs, outcome: 'blackholed', goneAddress: '10.1.0.1' }),
]

const see = (...events: readonly RunEvent[]) =>
  told(events, (open) => {
    const checker = new TerminatedPodsChecker(twoNodes, open, 30)
    return (event) => checker.observe(event)
  })

it('sees a connection to a pod that is gone, until one of that name is back', () => {
  expect(see(opened(7), chosen(7), gone, opened(8), chosen(8))).toEqual([
    'connection 8 reached default/a, which is gone',
  ])
  expect(see(gone, ofPod('pod-created', 'default/a'), opened(8), chosen(8))).toEqual([])
})

it('sees a connection that is sent to its address after every node has synced without it', () => {
  const syncs = [synced(30, 'node-1'), synced(40, 'node-2')]
  expect(see(gone, ...syncs, ...lost(1, 1_040))).toEqual([
    'connection 1 was sent to default/a, 1 s after every node had rules without it',
  ])
})

it.each<[string, readonly RunEvent[]]>([
  ['before a node has synced', [gone, synced(30, 'node-1'), ...lost(1, 1_000)]],
  [
    'after a sync that came too soon',
    [gone, synced(29, 'node-1'), synced(30, 'node-2'), ...lost(1, 1_000)],
  ],
  [
    'to the pod itself',
    [
      gone,
      synced(30, 'node-1'),
      synced(30, 'node-2'),
      opened(1, { atMs: 50, destination: '10.1.0.1:80' }),
      ended(1, { goneAddress: '10.1.0.1' }),
    ],
  ],
])('lets it be sent %s', (_when, events) => expect(see(...events)).toEqual([]))

it('does not wait for a node that is lost', () => {
  const loss: RunEvent = { kind: 'node-lost', atMs: 50, node: 'node-2' }
  expect(see(gone, synced(30, 'node-1'), loss, ...lost(1, 1_000))).toHaveLength(1)
})
