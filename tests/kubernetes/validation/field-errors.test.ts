import { describe, expect, it } from 'vitest'
import { FieldErrors, lookupSteps } from '../../../src/kubernetes/validation/field-errors.ts'

describe('field errors', () => {
  it.each([
    {
      add: (e: FieldErrors) => e.required(['spec', 'ports'], 'say why'),
      want: 'spec.ports: Required value: say why',
    },
    {
      add: (e: FieldErrors) => e.invalid(['a', 0, 'b'], 5, 'no'),
      want: 'a[0].b: Invalid value: 5: no',
    },
    {
      add: (e: FieldErrors) => e.invalid([{ key: 'x/y' }], 'q"', 'no'),
      want: '[x/y]: Invalid value: "q\\"": no',
    },
    { add: (e: FieldErrors) => e.duplicate(['a'], '<'), want: 'a: Duplicate value: "\\u003c"' },
    { add: (e: FieldErrors) => e.forbidden(['a'], 'no'), want: 'a: Forbidden: no' },
    {
      add: (e: FieldErrors) => e.tooMany(['a'], 3, 1),
      want: 'a: Too many: 3: must have at most 1 item',
    },
    {
      add: (e: FieldErrors) => e.tooLong(['a'], 9),
      want: 'a: Too long: may not be more than 9 bytes',
    },
    { add: (e: FieldErrors) => e.internal(['a'], 'oh'), want: 'a: Internal error: oh' },
    {
      add: (e: FieldErrors) => e.unsupported(['a'], 'x', ['y', 'z']),
      want: 'a: Unsupported value: "x": supported values: "y", "z"',
    },
  ])('$want', ({ add, want }) => {
    const errors = new FieldErrors()
    add(errors)
    expect(errors.list.map(({ text }) => text)).toEqual([want])
  })

  it('looks fields up by their keys', () => {
    expect(lookupSteps(['metadata', 'annotations', { key: 'a/b' }])).toEqual([
      'metadata',
      'annotations',
      'a/b',
    ])
  })
})
