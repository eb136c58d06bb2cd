import { describe, expect, it } from 'vitest'
import { lineColumnOf } from '../../../src/kubernetes/reading/source-text.ts'

describe('lines and columns', () => {
  it.each([
    { offset: 0, want: { line: 1, column: 1 } },
    { offset: 2, want: { line: 1, column: 3 } },
    { offset: 3, want: { line: 2, column: 1 } },
    { offset: 7, want: { line: 3, column: 2 } },
  ])('offset $offset of three lines', ({ offset, want }) => {
    expect(lineColumnOf('ab\ncd\nef', offset)).toEqual(want)
  })
})
