import { UserError } from '../../base/user-error.ts'
import type { InputObject } from '../objects/input-object.ts'
import { locateField } from '../reading/origin.ts'
import { validateEndpointSlice } from './endpoint-slice.ts'
import { validateEndpoints } from './endpoints.ts'
import { type FieldError, lookupSteps } from './field-errors.ts'
import { validateNode, validateServiceCidr } from './node.ts'
import { validatePod } from './pod.ts'
import { validateService } from './service.ts'
import { validateWorkload } from './workload.ts'

/** What an API server would say against an object that has its defaults, and its allocations. */
export function validateObject(object: InputObject): readonly FieldError[] {
  switch (object.kind) {
    case 'Service':
      return validateService(object)
    case 'EndpointSlice':
      return validateEndpointSlice(object)
    case 'Endpoints':
      return validateEndpoints(object)
    case 'Node':
      return validateNode(object)
    case 'ServiceCIDR':
      return validateServiceCidr(object)
    case 'Pod':
      return validatePod(object)
    default:
      return validateWorkload(object)
  }
}

/** @throws UserError E_INVALID, at the first field that is wrong */
export function requireValid(object: InputObject): void {
  const errors = validateObject(object)
  if (errors.length > 0) throw invalidObject(object, errors)
}

/** `Service "web" is invalid: spec.ports[0].port: Invalid value: …`, in brackets where there are several. */
export function invalidObject(object: InputObject, errors: readonly FieldError[]): UserError {
  const texts = errors.map((error) => error.text)
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`
  const first = errors[0]
  return new UserError(
    'E_INVALID',
    `${object.kind} "${object.metadata.name}" is invalid: ${list}`,
    locateField(object.at, first === undefined ? [] : lookupSteps(first.path)),
  )
}
