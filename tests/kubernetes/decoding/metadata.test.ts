import { describe, expect, it } from 'vitest'
import { theOnly } from '../manifests.ts'

describe('metadata', () => {
  it('sends what has no namespace to default, unless the kind has none', () => {
    expect(
      theOnly('Pod', 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}').metadata.namespace,
    ).toBe('default')
    expect(
      theOnly('Node', 'apiVersion: v1\nkind: Node\nmetadata: {name: a}').metadata.namespace,
    ).toBe('')
  })

  it('keeps owners, and refuses a label that is no text as Go does', () => {
    const owner = '{apiVersion: v1, kind: Service, name: web, uid: u, controller: true}'
    const pod = theOnly(
      'Pod',
      `apiVersion: v1\nkind: Pod\nmetadata: {name: a, ownerReferences: [${owner}]}`,
    )
    expect(pod.metadata.ownerReferences).toEqual([
      { apiVersion: 'v1', kind: 'Service', name: 'web', uid: 'u', controller: true },
    ])
    expect(() =>
      theOnly('Pod', 'apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {version: 1}}'),
    ).toThrow(
      'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
    )
  })
})
