import { describe, expect, it } from 'vitest'
import { scenarioDocument } from '../../../../src/simulation/scenario/format/scenario-document.ts'

describe('scenarioDocument', () => {
  it.each([{ purpose: 'Nothing happens.', duration: '10s' }])('takes %j', (given) =>
    expect(scenarioDocument.safeParse(given).error).toBeUndefined(),
  )

  it.each([{ duration: '10s' }, { purpose: 'Nothing happens.' }, { purpose: '', duration: '10s' }])(
    'refuses %j',
    (given) => expect(scenarioDocument.safeParse(given).success).toBe(false),
  )
})
