import { describe, expect, it } from 'vitest'
import { objectsOf } from '../manifests.ts'

describe('kinds', () => {
  it.each([
    { apiVersion: 'v1', kind: 'Service', known: true },
    { apiVersion: 'serving.knative.dev/v1', kind: 'Service', known: false },
    { apiVersion: 'apps/v1', kind: 'DaemonSet', known: true },
    { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', known: false },
    { apiVersion: 'v1', kind: 'constructor', known: false },
  ])('$apiVersion $kind: $known', ({ apiVersion, kind, known }) => {
    expect(objectsOf(JSON.stringify({ apiVersion, kind, metadata: { name: 'a' } }))).toHaveLength(
      known ? 1 : 0,
    )
  })

  it('a field that the API does not have is refused', () => {
    const text = JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: {}, sepc: {} })
    expect(() => objectsOf(text)).toThrow('strict decoding error: unknown field "sepc"')
  })
})
