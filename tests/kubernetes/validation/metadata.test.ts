import { describe, expect, it } from 'vitest'
import { FieldErrors } from '../../../src/kubernetes/validation/field-errors.ts'
import { checkMetadata } from '../../../src/kubernetes/validation/metadata.ts'
import { dnsLabel } from '../../../src/kubernetes/validation/names.ts'

const plain = { name: 'a', namespace: 'b', labels: {}, annotations: {} }
const errorsOf = (metadata: object, namespaced = true) => {
  const errors = new FieldErrors()
  checkMetadata(errors, { ...plain, ...metadata }, namespaced, dnsLabel)
  return errors.list.map(({ text }) => text.split(':')[0])
}

describe('metadata', () => {
  it.each([
    { metadata: {}, want: [] },
    { metadata: { name: '' }, want: ['metadata.name'] },
    { metadata: { namespace: 'A' }, want: ['metadata.namespace'] },
    { metadata: { generateName: 'a-' }, want: [] },
    { metadata: { labels: { 'a b': 'c' } }, want: ['metadata.labels'] },
    { metadata: { annotations: { x: 'y'.repeat(300_000) } }, want: ['metadata.annotations'] },
  ])('$metadata', ({ metadata, want }) => {
    expect(errorsOf(metadata)).toEqual(want)
  })

  it('forbids a namespace where there is none', () => {
    expect(errorsOf({}, false)).toEqual(['metadata.namespace'])
  })
})
