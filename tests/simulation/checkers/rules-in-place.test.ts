import { expect, it } from 'vitest'
import { RulesInPlace } from '../../../src/simulation/checkers/rules-in-place.ts'
import type { RunEvent } from '../../../src/simulation/events/run-event.ts'
import { synced } from './watched.ts'

const change = (kind: 'Service' | 'Pod'): RunEvent => ({
  kind: 'object-applied',
  atMs: 100,
  object: { kind, namespace: 'default', name: 'web' },
})

function isOn(...events: readonly RunEvent[]): boolean {
  const rules = new RulesInPlace(['Service'], 30)
  for (const event of events) rules.observe(event)
  return rules.isOn('node-1', 'IPv4')
}

it.each<[string, readonly RunEvent[], boolean]>([
  ['before anything changes', [], true],
  ['after a change of another kind', [change('Pod')], true],
  ['after a change', [change('Service')], false],
  ['after a sync that may have begun before it', [change('Service'), synced(129)], false],
  ['after a sync', [change('Service'), synced(130)], true],
  [
    'after a sync that failed',
    [change('Service'), { ...synced(130), failed: true } as RunEvent],
    false,
  ],
  ['after a sync of another node', [change('Service'), synced(130, 'node-2')], false],
])('%s', (_when, events, expected) => expect(isOn(...events)).toBe(expected))
