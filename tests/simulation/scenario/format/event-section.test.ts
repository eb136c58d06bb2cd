import { describe, expect, it } from 'vitest'
import { eventSection } from '../../../../src/simulation/scenario/format/event-section.ts'

describe('eventSection', () => {
  it.each([
    { at: '10s', rollOut: 'deployment/default/web' },
    { at: '10s', kill: ['pod/default/web-0'] },
  ])('takes %j', (given) => expect(eventSection.safeParse(given).error).toBeUndefined())

  it.each([
    { rollOut: 'deployment/default/web' },
    { at: '10s', rollout: 'deployment/default/web' },
    { at: '-1s', mode: 'ipvs' },
  ])('refuses %j', (given) => expect(eventSection.safeParse(given).success).toBe(false))
})
