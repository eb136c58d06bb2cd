import { expect, it } from 'vitest'
import { controlBody, runBody, runParams } from '../../../src/server/schemas/run-schemas.ts'

it('a run is asked for by the name of its scenario', () => {
  expect(runBody.parse({ scenario: 'small' })).toEqual({
    scenario: 'small',
    without: false,
    paused: false,
  })
})

it.each([
  {},
  { scenario: '../x' },
  { scenario: 's', modes: [] },
  { scenario: 's', modes: ['userspace'] },
  { scenario: 's', seed: -1 },
  { scenario: 's', speed: 0 },
  { scenario: 's', speed: Number.POSITIVE_INFINITY },
  { scenario: 's', more: 1 },
])('%j asks for none', (body) => {
  expect(runBody.safeParse(body).success).toBe(false)
})

it.each(['run-1', 'run-123456789'])('%s is the id of a run', (run) => {
  expect(runParams.safeParse({ run }).success).toBe(true)
})

it.each([
  { kind: 'rewind' },
  { kind: 'seek' },
  { kind: 'step', actions: 0 },
  { kind: 'pause', x: 1 },
])('%j controls nothing', (body) => {
  expect(controlBody.safeParse(body).success).toBe(false)
})
