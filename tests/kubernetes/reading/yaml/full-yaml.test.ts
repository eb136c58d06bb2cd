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
