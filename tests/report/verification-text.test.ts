import { expect, it } from 'vitest'
import { formatVerifications, verificationsJson } from '../../src/report/verification-text.ts'

const one = {
  file: 'a.jsonl',
  cases: 2,
  facts: 3,
  packets: 4,
  disagreements: [
    { caseName: 'state/1', where: 'step 2', expected: 'a', actual: 'b\nc' },
    { caseName: 'state/2', where: 'step 1', expected: 'a', actual: 'b' },
  ],
  notEmulated: { 'a thing': 2 },
  answers: [],
}
const skipped = [{ file: 'b', reason: 'no recording' }]

it('shows as many disagreements as asked for, what was not compared, and what was skipped', () => {
  const text = formatVerifications([one], skipped, 1)
  expect(text).toContain(
    'a.jsonl: state/1, step 2\n  - recorded  a\n  + emulated  b\n  + emulated  c\n',
  )
  expect(text).toContain('a.jsonl: 1 more')
  expect(text).toContain('not compared: a thing (2 times)')
  expect(text).toContain('1 skipped:\n  b (no recording)')
  expect(JSON.parse(verificationsJson([one], skipped)).files[0]).not.toHaveProperty('answers')
})
