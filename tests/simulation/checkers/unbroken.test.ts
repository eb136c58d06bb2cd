import { expect, it } from 'vitest'
import { UnbrokenChecker } from '../../../src/simulation/checkers/unbroken.ts'
import type { RunEvent } from '../../../src/simulation/events/run-event.ts'
import { chosen, ended, ofPod, opened, synced, told } from './watched.ts'

const answered: RunEvent = { kind: 'request-answered', atMs: 10, connection: 1, tookMs: 1 }
const broken = ended(1, { atMs: 30, outcome: 'reset', detail: 'RST' })

const see = (...between: readonly RunEvent[]) =>
  told([opened(1), chosen(1), ...between, broken], (open) => {
    const checker = new UnbrokenChecker(open)
    return (event) => checker.observe(event)
  })

it.each<[string, RunEvent, string]>([
  ['a sync', synced(20), 'a sync of node-1'],
  ["another pod's end", ofPod('pod-gone', 'default/b', 20), 'pod-gone default/b'],
  ['its own pod not ready', ofPod('pod-not-ready', 'default/a', 20), 'pod-not-ready default/a'],
  [
    'a restart of kube-proxy',
    { kind: 'kube-proxy-restarted', atMs: 20, node: 'node-1' },
    'kube-proxy-restarted node-1',
  ],
  [
    'the loss of a node that is not on its way',
    { kind: 'node-lost', atMs: 20, node: 'node-9' },
    'node-lost node-9',
  ],
])('no connection fails after %s', (_what, event, words) =>
  expect(see(answered, event)).toEqual([
    `connection 1 stood and failed (reset: RST) after ${words}`,
  ]),
)

it.each<[string, readonly RunEvent[]]>([
  ["its server's pod ends", [answered, ofPod('pod-terminating', 'default/a', 20)]],
  ["its client's pod ends", [answered, ofPod('pod-gone', 'default/c', 20, ['10.0.0.1'])]],
  ["its server's processes are killed", [answered, ofPod('pod-killed', 'default/a', 20)]],
  ['a node on its way is lost', [answered, { kind: 'node-lost', atMs: 20, node: 'node-1' }]],
  ['nothing happened since its last answer', [synced(5), answered]],
  ['it was never answered', [synced(20)]],
])('a connection may fail where %s', (_why, events) => expect(see(...events)).toEqual([]))
