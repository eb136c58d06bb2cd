import type { Endpoint, EndpointSlice } from '../objects/endpoint-slice.ts'
import {
  checkAddress,
  checkCanonicalAddress,
  checkEndpointAddress,
  looseFamily,
} from './addresses.ts'
import { type FieldError, FieldErrors, type FieldPath } from './field-errors.ts'
import { checkMetadata } from './metadata.ts'
import { complain, dnsLabel, dnsSubdomain, qualifiedName, validLabelValue } from './names.ts'
import { protocols } from './service-ports.ts'

const addressTypes: readonly string[] = ['FQDN', 'IPv4', 'IPv6']
const endpointsMax = 1000
const addressesMax = 100
const portsMax = 20_000
const hintsMax = 8

/** pkg/apis/discovery/validation ValidateEndpointSliceCreate, v1.36. */
export function validateEndpointSlice(slice: EndpointSlice): readonly FieldError[] {
  const errors = new FieldErrors()
  checkMetadata(errors, slice.metadata, true, dnsSubdomain)
  if ((slice.addressType as string) === '') errors.required(['addressType'])
  else if (!addressTypes.includes(slice.addressType))
    errors.unsupported(['addressType'], slice.addressType, addressTypes)
  checkPorts(errors, slice)
  if (slice.endpoints.length > endpointsMax)
    errors.tooMany(['endpoints'], slice.endpoints.length, endpointsMax)
  else
    for (const [index, endpoint] of slice.endpoints.entries())
      checkEndpoint(errors, endpoint, slice.addressType, ['endpoints', index])
  return errors.list
}

function checkPorts(errors: FieldErrors, { ports }: EndpointSlice): void {
  if (ports.length > portsMax) {
    errors.tooMany(['ports'], ports.length, portsMax)
    return
  }
  const names = new Set<string>()
  for (const [index, port] of ports.entries()) {
    const at = (field: string) => ['ports', index, field]
    if (port.name !== '') complain(errors, at('name'), port.name, dnsLabel(port.name))
    if (names.has(port.name)) errors.duplicate(at('name'), port.name)
    names.add(port.name)
    if (!protocols.includes(port.protocol))
      errors.unsupported(at('protocol'), port.protocol, protocols)
    if (port.appProtocol !== undefined)
      complain(errors, at('appProtocol'), port.appProtocol, qualifiedName(port.appProtocol))
  }
}

function checkEndpoint(
  errors: FieldErrors,
  endpoint: Endpoint,
  type: EndpointSlice['addressType'],
  path: FieldPath,
): void {
  const addresses = [...path, 'addresses']
  if (endpoint.addresses.length === 0) errors.required(addresses, 'must contain at least 1 address')
  else if (endpoint.addresses.length > addressesMax)
    errors.tooMany(addresses, endpoint.addresses.length, addressesMax)
  for (const [index, address] of endpoint.addresses.entries())
    checkEndpointText(errors, address, type, addresses, index)
  if (endpoint.nodeName !== undefined)
    complain(errors, [...path, 'nodeName'], endpoint.nodeName, dnsSubdomain(endpoint.nodeName))
  if (endpoint.hostname !== undefined)
    complain(errors, [...path, 'hostname'], endpoint.hostname, dnsLabel(endpoint.hostname))
  const { forZones = [], forNodes = [] } = endpoint.hints ?? {}
  if (checkHints(errors, forZones, [...path, 'hints', 'forZones'], validLabelValue))
    checkHints(errors, forNodes, [...path, 'hints', 'forNodes'], dnsSubdomain)
}

function checkEndpointText(
  errors: FieldErrors,
  address: string,
  type: EndpointSlice['addressType'],
  path: FieldPath,
  index: number,
): void {
  if (type === 'FQDN') checkDomain(errors, address, [...path, index])
  if (type !== 'IPv4' && type !== 'IPv6') return
  const check = type === 'IPv4' ? checkAddress : checkCanonicalAddress
  if (!check(errors, [...path, index], address)) return
  if (looseFamily(address) !== type) errors.invalid(path, address, `must be an ${type} address`)
  checkEndpointAddress(errors, [...path, index], address)
}

/** IsFullyQualifiedDomainName: one complaint at most. */
function checkDomain(errors: FieldErrors, text: string, path: FieldPath): void {
  const name = text.replace(/\.$/, '')
  const badLabel = name.split('.').find((part) => dnsLabel(part).length > 0)
  if (text === '') errors.required(path)
  else if (dnsSubdomain(name).length > 0) errors.invalid(path, name, dnsSubdomain(name).join(','))
  else if (!name.includes('.'))
    errors.invalid(path, name, 'should be a domain with at least two segments separated by dots')
  else if (badLabel !== undefined) errors.invalid(path, badLabel, dnsLabel(badLabel).join(','))
}

/** False: too many, and nothing further was looked at. */
function checkHints(
  errors: FieldErrors,
  hints: readonly { readonly name: string }[],
  path: FieldPath,
  checkName: (name: string) => readonly string[],
): boolean {
  if (hints.length > hintsMax) {
    errors.tooMany(path, hints.length, hintsMax)
    return false
  }
  const names = new Set<string>()
  for (const [index, { name }] of hints.entries()) {
    const at = [...path, index, 'name']
    if (names.has(name)) errors.duplicate(at, name)
    names.add(name)
    complain(errors, at, name, checkName(name))
  }
  return true
}
