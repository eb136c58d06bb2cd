import { expect, it } from 'vitest'
import { Journal } from '../../src/base/journal.ts'

it('takes changes back, newest first', () => {
  const journal = new Journal()
  let value = 'first'
  const set = (next: string) => {
    const before = value
    journal.note(() => {
      value = before
    })
    value = next
  }
  set('second')
  set('third')
  journal.rollBack()
  expect(value).toBe('first')
})
