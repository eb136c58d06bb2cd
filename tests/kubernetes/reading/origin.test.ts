import { describe, expect, it } from 'vitest'
import { readDocuments } from '../../../src/kubernetes/reading/documents.ts'
import { locateField } from '../../../src/kubernetes/reading/origin.ts'

describe('where an object stands', () => {
  it.each([
    {
      name: 'YAML',
      text: 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  spec:\n    clusterIP: x\n',
      want: { line: 4, column: 3 },
      field: { line: 7, column: 5 },
    },
    {
      name: 'JSON',
      text: '{"apiVersion": "v1", "kind": "List",\n "items": [\n  {"apiVersion": "v1", "kind": "Service",\n   "spec": {"clusterIP": "x"}}]}',
      want: { line: 3, column: 3 },
      field: { line: 4, column: 13 },
    },
  ])('in a List of $name', ({ text, want, field }) => {
    const origin = readDocuments({ file: 'f', text })[0]?.origin
    expect({ line: origin?.line, column: origin?.column }).toEqual(want)
    expect(locateField(origin, ['spec', 'clusterIP'])).toEqual({ file: 'f', ...field })
  })

  it('is no better known than the position it has', () => {
    expect(locateField({ file: 'f' }, ['spec'])).toEqual({ file: 'f' })
  })
})
