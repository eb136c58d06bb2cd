import { describe, expect, it } from 'vitest'
import {
  isExternallyAccessible,
  needsHealthCheck,
  validateService,
} from '../../../src/kubernetes/validation/service.ts'
import { serviceOf } from '../manifests.ts'

const port = { port: 80 }
const textsOf = (spec: Record<string, unknown>) =>
  validateService(serviceOf({ ports: [port], ...spec })).map(({ text }) => text)

describe('a Service', () => {
  it.each([
    { spec: {}, want: undefined },
    { spec: { type: 'Foo' }, want: 'spec.type: Unsupported value: "Foo"' },
    { spec: { ports: [] }, want: 'spec.ports: Required value' },
    {
      spec: { type: 'NodePort', clusterIP: 'None' },
      want: 'spec.clusterIPs[0]: Invalid value: "None": may not be set to \'None\' for NodePort services',
    },
    {
      spec: { sessionAffinity: 'Cookie' },
      want: 'spec.sessionAffinity: Unsupported value: "Cookie"',
    },
    {
      spec: { externalTrafficPolicy: 'Local' },
      want: 'spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services',
    },
    {
      spec: { trafficDistribution: 'Far' },
      want: 'spec.trafficDistribution: Unsupported value: "Far"',
    },
  ])('$spec', ({ spec, want }) => {
    const [first] = textsOf(spec)
    if (want === undefined) expect(first).toBeUndefined()
    else expect(first).toContain(want)
  })

  it('can be reached from outside by type or external address', () => {
    const reachable = [{ type: 'NodePort' }, { externalIPs: ['1.2.3.4'] }, {}].map((spec) =>
      isExternallyAccessible(serviceOf(spec)),
    )
    expect(reachable).toEqual([true, true, false])
    expect(
      needsHealthCheck(serviceOf({ type: 'LoadBalancer', externalTrafficPolicy: 'Local' })),
    ).toBe(true)
  })
})
