import { expect, it } from 'vitest'
import { madeSlices } from '../../../../src/kubernetes/cluster/slices/made-slices.ts'
import { serviceOf, theOnly } from '../../manifests.ts'

const written = theOnly(
  'Endpoints',
  'apiVersion: v1\nkind: Endpoints\nmetadata: {name: web}\nsubsets: [{addresses: [{ip: 10.0.0.1}], ports: [{port: 80}]}]',
)
const families = { ipFamilies: ['IPv4'] }

it.each([
  {
    name: 'a Service with a selector and no Pods: a placeholder',
    spec: { ...families, selector: { app: 'web' } },
    endpoints: undefined,
    want: [0],
  },
  {
    name: 'a Service without a selector: what its Endpoints say',
    spec: families,
    endpoints: written,
    want: [1],
  },
  { name: 'neither: none', spec: families, endpoints: undefined, want: [] },
  {
    name: 'an ExternalName: none',
    spec: { type: 'ExternalName', externalName: 'a.b', selector: { app: 'web' } },
    endpoints: undefined,
    want: [],
  },
])('$name', ({ spec, endpoints, want }) => {
  const service = serviceOf({ ports: [{ port: 80 }], ...spec })
  const slices = madeSlices(service, [], endpoints, new Map())
  expect(slices.map((slice) => slice.endpoints.length)).toEqual(want)
})
