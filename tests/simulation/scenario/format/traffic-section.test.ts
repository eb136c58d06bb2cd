import { describe, expect, it } from 'vitest'
import { trafficSection } from '../../../../src/simulation/scenario/format/traffic-section.ts'

describe('trafficSection', () => {
  it.each([{ from: 'shop', to: 'svc/default/web:80', rate: '50/s' }])('takes %j', (given) =>
    expect(trafficSection.safeParse(given).error).toBeUndefined(),
  )

  it.each([
    { from: 'shop' },
    { from: 'shop', to: 'svc/web:80', rate: 50 },
    { from: 'shop', to: 'svc/web:80', retries: -1 },
  ])('refuses %j', (given) => expect(trafficSection.safeParse(given).success).toBe(false))
})
