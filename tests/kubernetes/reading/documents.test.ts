import { describe, expect, it } from 'vitest'
import { readDocuments } from '../../../src/kubernetes/reading/documents.ts'

const read = (text: string) =>
  readDocuments({ file: 'f', text }).map(({ kind, value }) => [kind, value])

describe('documents', () => {
  it('opens lists, also those within lists, and names the items of a typed one', () => {
    const text = JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: [
        { apiVersion: 'v1', kind: 'Pod' },
        { apiVersion: 'v1', kind: 'ServiceList', items: [{ metadata: { name: 'a' } }] },
      ],
    })
    expect(read(text)).toEqual([
      ['Pod', { apiVersion: 'v1', kind: 'Pod' }],
      ['Service', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } }],
    ])
  })

  it('reads JSON documents that follow each other, and YAML that begins with a brace', () => {
    expect(read('{"apiVersion":"v1","kind":"A"}\n{"apiVersion":"v1","kind":"B"}')).toHaveLength(2)
    expect(read('{apiVersion: v1, kind: A}')).toHaveLength(1)
  })

  it('takes nothing for nothing', () => {
    expect(read('')).toEqual([])
    expect(read('# only a comment\n---\n')).toEqual([])
  })

  it.each([
    { name: 'binary rubbish', text: '\u007fELF\u0002\u0001', code: 'E_YAML' },
    { name: 'a text without a kind', text: 'a: 1', code: 'E_INVALID' },
    { name: 'a kind without apiVersion', text: 'kind: Service', code: 'E_INVALID' },
    { name: 'a list at the top', text: '[1, 2]', code: 'E_INVALID' },
    { name: 'a word', text: 'hello', code: 'E_INVALID' },
    {
      name: 'items that are no list',
      text: 'apiVersion: v1\nkind: List\nitems: 5',
      code: 'E_INVALID',
    },
    { name: 'broken JSON', text: '{"apiVersion": "v1", "kind": ', code: 'E_YAML' },
  ])('refuses $name, with its place', ({ text, code }) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({ code, at: expect.objectContaining({ line: expect.any(Number) }) }),
    )
  })
})
