import { expect, it } from 'vitest'
import { runOf, steady } from '../played.ts'

it.each([
  {
    name: 'xtables-lock-held: syncs fail while it is held',
    lines: [
      ...steady,
      'events: [{ at: 5s, inject: xtables-lock-held, for: 10s }, { at: 6s, scale: sts/web, replicas: 3 }]',
    ],
    measure: { syncs: { failed: expect.any(Number) } },
  },
  {
    name: 'hairpin-off: a pod does not reach itself',
    lines: [
      'clients: { self: { pod: web-0 } }',
      'traffic: { own: { from: self, to: "svc/web", concurrency: 1, timeout: 1s } }',
      'events: [{ at: 5s, inject: hairpin-off }]',
    ],
    measure: { traffic: [{ failed: expect.any(Number) }] },
  },
])('$name', ({ lines, measure }) => {
  const result = runOf(lines).finish()
  expect(result).toMatchObject(measure)
  const failures = result.syncs.failed + (result.traffic[0]?.failed ?? 0)
  expect(failures).toBeGreaterThan(0)
  expect(result.injections).toHaveLength(1)
})
