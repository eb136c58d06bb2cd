import type { EndpointAddress, Endpoints } from '../objects/endpoints.ts'
import { checkAddress, checkEndpointAddress } from './addresses.ts'
import { type FieldError, FieldErrors, type FieldPath } from './field-errors.ts'
import { checkMetadata } from './metadata.ts'
import { complain, dnsLabel, dnsSubdomain, portNumber, qualifiedName } from './names.ts'
import { protocols } from './service-ports.ts'

/** pkg/apis/core/validation ValidateEndpointsCreate */
export function validateEndpoints(endpoints: Endpoints): readonly FieldError[] {
  const errors = new FieldErrors()
  checkMetadata(errors, endpoints.metadata, true, dnsSubdomain)
  for (const [index, subset] of endpoints.subsets.entries()) {
    const path = ['subsets', index]
    if (subset.addresses.length + subset.notReadyAddresses.length === 0)
      errors.required(path, 'must specify `addresses` or `notReadyAddresses`')
    for (const field of ['addresses', 'notReadyAddresses'] as const)
      for (const [place, address] of subset[field].entries())
        checkSubsetAddress(errors, address, [...path, field, place])
    checkSubsetPorts(errors, subset.ports, path)
  }
  return errors.list
}

function checkSubsetAddress(errors: FieldErrors, address: EndpointAddress, path: FieldPath): void {
  const ipPath = [...path, 'ip']
  checkAddress(errors, ipPath, address.ip)
  if (address.hostname !== undefined)
    complain(errors, [...path, 'hostname'], address.hostname, dnsLabel(address.hostname))
  if (address.nodeName !== undefined)
    complain(errors, [...path, 'nodeName'], address.nodeName, dnsSubdomain(address.nodeName))
  checkEndpointAddress(errors, ipPath, address.ip)
}

function checkSubsetPorts(
  errors: FieldErrors,
  ports: Endpoints['subsets'][number]['ports'],
  path: FieldPath,
): void {
  for (const [index, port] of ports.entries()) {
    const at = (field: string) => [...path, 'ports', index, field]
    if (port.name !== '') complain(errors, at('name'), port.name, dnsLabel(port.name))
    else if (ports.length > 1) errors.required(at('name'))
    complain(errors, at('port'), port.port, portNumber(port.port))
    if (!protocols.includes(port.protocol))
      errors.unsupported(at('protocol'), port.protocol, protocols)
    if (port.appProtocol !== undefined)
      complain(errors, at('appProtocol'), port.appProtocol, qualifiedName(port.appProtocol))
  }
}
