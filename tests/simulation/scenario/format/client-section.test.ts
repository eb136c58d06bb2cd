import { describe, expect, it } from 'vitest'
import { clientSection } from '../../../../src/simulation/scenario/format/client-section.ts'

describe('clientSection', () => {
  it.each([{ outside: true, count: 100, behind: '203.0.113.5' }, { pod: 'default/shop-0' }])(
    'takes %j',
    (given) => expect(clientSection.safeParse(given).error).toBeUndefined(),
  )

  it.each([{ outside: false }, { count: 0 }, { pods: 'default/shop-0' }])('refuses %j', (given) =>
    expect(clientSection.safeParse(given).success).toBe(false),
  )
})
