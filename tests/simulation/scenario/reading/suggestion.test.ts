import { describe, expect, it } from 'vitest'
import { listKnown, suggest } from '../../../../src/simulation/scenario/reading/suggestion.ts'

describe('suggest', () => {
  it.each([
    { word: 'requets', want: '; did you mean "requests"?' },
    { word: 'rollout', want: '; did you mean "rollOut"?' },
    { word: 'zzzzzzzz', want: '' },
  ])('$word', ({ word, want }) => expect(suggest(word, ['requests', 'rollOut', 'rate'])).toBe(want))

  it('has nothing to suggest where nothing is known', () => expect(suggest('a', [])).toBe(''))
})

it('lists what there is, up to a number', () => {
  expect(listKnown([])).toBe('none')
  expect(listKnown(['a', 'b'])).toBe('a, b')
  expect(listKnown(['a', 'b', 'c'], 2)).toBe('a, b and 1 more')
})
