import { expect, it } from 'vitest'
import { pageOf, pageText } from '../../../src/server/routes/api.ts'

it.each([
  { query: { limit: 5 }, page: { offset: 0, limit: 5 } },
  { query: { limit: 5, continue: '10' }, page: { offset: 10, limit: 5 } },
])('$query asks for $page', ({ query, page }) => {
  expect(pageOf(query)).toEqual(page)
})

it('a page says how to ask for the next, and the last one does not', () => {
  expect(pageText('{"items":[1],"total":2,"next":1}')).toBe(
    '{"items":[1],"total":2,"continue":"1"}',
  )
  expect(pageText('{"items":[2],"total":2}')).toBe('{"items":[2],"total":2}')
})
