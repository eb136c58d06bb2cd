import { formatPrefix, tryParsePrefix } from '../../packet/address.ts'
import type { Node } from '../objects/node.ts'
import type { ServiceCidr } from '../objects/service-cidr.ts'
import { checkAddress, checkCidr, isLooseCidr, looseFamily } from './addresses.ts'
import { type FieldError, FieldErrors } from './field-errors.ts'
import { checkMetadata } from './metadata.ts'
import { dnsSubdomain } from './names.ts'

/**
 * pkg/apis/core/validation ValidateNode. The API server takes any text as a node's address; here an
 * InternalIP or ExternalIP must be one, because rules are made of it.
 */
export function validateNode(node: Node): readonly FieldError[] {
  const errors = new FieldErrors()
  checkMetadata(errors, node.metadata, false, dnsSubdomain)
  const { podCIDRs } = node.spec
  const field = ['spec', 'podCIDRs']
  for (const [index, cidr] of podCIDRs.entries()) checkCidr(errors, [...field, index], cidr)
  const broken = podCIDRs.findIndex((cidr) => !isLooseCidr(cidr))
  if (podCIDRs.length > 1 && broken >= 0)
    errors.internal(
      field,
      `invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR[${broken}]: <nil> (invalid CIDR address: ${podCIDRs[broken]})`,
    )
  if (podCIDRs.length > 1 && (broken >= 0 || podCIDRs.length > 2 || familiesOf(podCIDRs).size < 2))
    errors.invalid(field, podCIDRs, 'may specify no more than one CIDR for each IP family')
  for (const [index, { type, address }] of node.status.addresses.entries())
    if (type === 'InternalIP' || type === 'ExternalIP')
      checkAddress(errors, ['status', 'addresses', index, 'address'], address)
  return errors.list
}

/** pkg/apis/networking/validation ValidateServiceCIDR */
export function validateServiceCidr({ metadata, spec }: ServiceCidr): readonly FieldError[] {
  const errors = new FieldErrors()
  checkMetadata(errors, metadata, false, dnsSubdomain)
  const field = ['spec', 'cidrs']
  if (spec.cidrs.length === 0) errors.required(field, 'at least one CIDR required')
  else if (spec.cidrs.length > 2)
    errors.invalid(field, { CIDRs: spec.cidrs }, 'may only hold up to 2 values')
  else {
    for (const [index, cidr] of spec.cidrs.entries()) {
      const before = errors.list.length
      checkCidr(errors, [...field, index], cidr)
      const prefix = tryParsePrefix(cidr)
      const canonical = prefix === undefined ? cidr : formatPrefix(prefix)
      if (errors.list.length === before && canonical !== cidr)
        errors.invalid([...field, index], cidr, `must be in canonical form ("${canonical}")`)
    }
    const families = familiesOf(spec.cidrs)
    if (spec.cidrs.length === 2 && spec.cidrs.every(isLooseCidr) && families.size === 1)
      errors.invalid(
        field,
        spec.cidrs,
        'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64',
      )
  }
  return errors.list
}

function familiesOf(cidrs: readonly string[]) {
  return new Set(cidrs.map((cidr) => looseFamily(cidr.slice(0, cidr.indexOf('/')))))
}
