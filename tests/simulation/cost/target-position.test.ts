import { expect, it } from 'vitest'
import { positions } from '../../../src/simulation/cost/target-position.ts'

it('names the ends, the middle and chance', () => {
  expect(positions).toEqual(['first', 'middle', 'last', 'random'])
})
