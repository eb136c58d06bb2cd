import { describe, expect, it } from 'vitest'
import { requireValid, validateObject } from '../../../src/kubernetes/validation/validate-object.ts'
import { recordedValidations } from '../../recordings/recorded-validations.ts'
import { objectsOf, serviceOf, theOnly } from '../manifests.ts'

describe('validation', () => {
  const recorded = recordedValidations('api-server')
  const kinds = [...new Set(recorded.map(({ object }) => object.kind))]

  it.each(kinds)('says of every recorded %s what the API server said', (kind) => {
    for (const { object, invalid } of recorded.filter((one) => one.object.kind === kind)) {
      const [decoded] = objectsOf(JSON.stringify(object))
      const said = decoded === undefined ? [] : validateObject(decoded).map(({ text }) => text)
      // Go walks the labels in any order.
      expect([...said].sort(), JSON.stringify(object)).toEqual([...invalid].sort())
    }
  })

  it('throws everything that is wrong at once, at the first field', () => {
    const text =
      'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  ports:\n  - port: 70000\n    protocol: tcp\n'
    expect(() => requireValid(theOnly('Service', text))).toThrow(
      expect.objectContaining({
        code: 'E_INVALID',
        message:
          'Service "web" is invalid: [spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive, spec.ports[0].protocol: Unsupported value: "tcp": supported values: "SCTP", "TCP", "UDP", spec.ports[0].targetPort: Invalid value: 70000: must be between 1 and 65535, inclusive]',
        at: { file: 'test.yaml', line: 6, column: 5 },
      }),
    )
  })

  it('writes one error without brackets', () => {
    expect(() => requireValid(serviceOf({}))).toThrow(
      'Service "web" is invalid: spec.ports: Required value',
    )
  })
})
