import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  listSchema,
  nameSchema,
  nodeNameSchema,
  pageSchema,
} from '../../../src/server/schemas/common-schemas.ts'

describe('a name', () => {
  it.each(['a', 'shop-2', 'x'.repeat(63)])('may be %s', (name) => {
    expect(nameSchema.parse(name)).toBe(name)
  })

  it.each(['', 'A', '-a', 'a-', 'a.b', '..', 'a/b', '__proto__', 'x'.repeat(64)])(
    'may not be "%s"',
    (name) => {
      expect(nameSchema.safeParse(name).success).toBe(false)
    },
  )

  it('of a node may have dots, but climb nowhere', () => {
    expect(nodeNameSchema.safeParse('ip-10-0-0-1.ec2.internal').success).toBe(true)
    expect(nodeNameSchema.safeParse('../etc').success).toBe(false)
  })
})

it.each([
  { query: {}, want: { limit: 100 } },
  { query: { limit: '7', continue: '14' }, want: { limit: 7, continue: '14' } },
])('$query is a page', ({ query, want }) => {
  expect(pageSchema.parse(query)).toEqual(want)
})

it.each([{ limit: '0' }, { limit: '1001' }, { limit: 'x' }, { limit: '1e99' }, { continue: '-1' }])(
  '%s is none',
  (query) => {
    expect(pageSchema.safeParse(query).success).toBe(false)
  },
)

it('a list has items of its kind', () => {
  const list = listSchema(z.string())
  expect(list.safeParse({ items: ['a'], total: 1 }).success).toBe(true)
  expect(list.safeParse({ items: [1], total: 1 }).success).toBe(false)
})
