import { describe, expect, it } from 'vitest'
import { theOnly } from '../manifests.ts'

const template = '{metadata: {labels: {app: a}}, spec: {containers: [{name: c}]}}'

describe('workloads', () => {
  it('have one replica, and no selector, by default', () => {
    const { spec } = theOnly(
      'Deployment',
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: ${template}}`,
    )
    expect(spec).toMatchObject({ replicas: 1, template: { labels: { app: 'a' } } })
    expect(spec.selector).toBeUndefined()
  })

  it.each([
    { kind: 'ReplicationController', version: 'v1' },
    { kind: 'Deployment', version: 'extensions/v1beta1' },
  ] as const)('an old $kind selects what its template makes', ({ kind, version }) => {
    const text = `apiVersion: ${version}\nkind: ${kind}\nmetadata: {name: a}\nspec: {template: ${template}}`
    expect(theOnly(kind, text).spec.selector?.matchLabels).toEqual({ app: 'a' })
  })
})
