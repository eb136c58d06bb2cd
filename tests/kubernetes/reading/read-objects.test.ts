import { describe, expect, it } from 'vitest'
import { describeSkipped, readObjects } from '../../../src/kubernetes/reading/read-objects.ts'

describe('objects of texts', () => {
  it('keeps what kube-proxy depends on, in order, and counts the rest', () => {
    const text = [
      'apiVersion: v1\nkind: ConfigMap\n',
      'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n',
      'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: not-ours}\n',
      'apiVersion: v1\nkind: ConfigMap\n',
      'apiVersion: v1\nkind: Node\nmetadata: {name: node-1}\n',
    ].join('---\n')
    const { objects, skipped } = readObjects([{ file: 'f', text }])
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'Service a',
      'Node node-1',
    ])
    expect(describeSkipped(skipped)).toBe(
      "skipped 2 ConfigMap, 1 Service: kinds that kube-proxy's work does not depend on",
    )
    expect(describeSkipped(new Map())).toBeUndefined()
  })

  it('names file, line and column of a field that the API does not have', () => {
    const text = 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  port: 80\n'
    expect(() => readObjects([{ file: 'f', text }])).toThrow(
      expect.objectContaining({
        code: 'E_INVALID',
        message: expect.stringContaining('unknown field "spec.port"'),
        at: { file: 'f', line: 5, column: 3 },
      }),
    )
  })
})
