import { expect, it } from 'vitest'
import { findInFullYaml, readFullYaml } from '../../../../src/kubernetes/reading/yaml/full-yaml.ts'

it('reads what plain YAML has not, and finds its places', () => {
  const text = 'a: &x\n  b: >-\n    two\n    lines\nitems:\n- *x\n-\n  c: !!str 5\n'
  const chunk = { text, offset: 100 }
  expect(readFullYaml({ file: 'f', text }, chunk)).toEqual([
    {
      value: { a: { b: 'two lines' }, items: [{ b: 'two lines' }, { c: '5' }] },
      offset: 100,
      itemOffsets: [100 + text.indexOf('*x'), 100 + text.indexOf('c:')],
    },
  ])
  expect(findInFullYaml({ file: 'f', text }, chunk, 100, ['items', 1, 'c'])).toBe(
    100 + text.indexOf('c:'),
  )
})

it('tells the first of many errors, and does not look for the others', () => {
  // Half a million wrong escapes: looked for one by one, they take a minute and a gigabyte.
  const text = `a: 1\nb: "${'\\x'.repeat(500_000)}"\n`
  const beforeBytes = process.memoryUsage().heapUsed
  expect(() => readFullYaml({ file: 'f', text }, { text, offset: 0 })).toThrow(
    expect.objectContaining({
      code: 'E_YAML',
      at: { file: 'f', line: 2, column: 5 },
      message: expect.stringContaining('Invalid escape sequence'),
    }),
  )
  expect(process.memoryUsage().heapUsed - beforeBytes).toBeLessThan(100e6)
})
