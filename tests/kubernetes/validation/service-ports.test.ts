import { expect, it } from 'vitest'
import { FieldErrors } from '../../../src/kubernetes/validation/field-errors.ts'
import { checkPortPairs, checkPorts } from '../../../src/kubernetes/validation/service-ports.ts'
import { serviceOf } from '../manifests.ts'

it('ports want names where there are several, and stand there once', () => {
  const errors = new FieldErrors()
  const service = serviceOf({ ports: [{ port: 80 }, { port: 80, name: 'x', nodePort: 30_000 }] })
  checkPorts(errors, service)
  checkPortPairs(errors, service)
  expect(errors.list.map(({ text }) => text)).toEqual([
    'spec.ports[0].name: Required value',
    "spec.ports[1].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
    'spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}',
  ])
})
