import { expect, it } from 'vitest'
import { fieldReference } from './field-reference.ts'

it('is what docs/scenario-fields.md holds (vitest -u writes it), and every field says what it is', async () => {
  const text = fieldReference()
  await expect(text).toMatchFileSnapshot('../../../../docs/scenario-fields.md')
  const bare = text.split('\n').filter((line) => line.startsWith('| `') && line.endsWith('|  |'))
  expect(bare).toEqual([])
})
