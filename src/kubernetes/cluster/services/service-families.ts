import type { Family } from '../../../packet/address.ts'
import type { Service } from '../../objects/service.ts'
import { looseFamily } from '../../validation/addresses.ts'
import { FieldErrors } from '../../validation/field-errors.ts'
import { checkClusterIPs } from '../../validation/service-addresses.ts'
import { invalidObject } from '../../validation/validate-object.ts'
import type { ClusterNetworks } from '../networks.ts'

const other: Readonly<Record<Family, Family>> = { IPv4: 'IPv6', IPv6: 'IPv4' }
const policyField = ['spec', 'ipFamilyPolicy']

/**
 * The Service with ipFamilyPolicy and ipFamilies as the API server infers them
 * (pkg/registry/core/service/storage/alloc.go initIPFamilyFields).
 * @throws UserError E_INVALID
 */
export function withFamilies(service: Service, networks: ClusterNetworks): Service {
  const { spec } = service
  if (spec.type === 'ExternalName') return service
  const headless = spec.clusterIP === 'None'
  const selects = Object.keys(spec.selector ?? {}).length > 0
  const ipFamilyPolicy =
    spec.ipFamilyPolicy ?? (headless && !selects ? 'RequireDualStack' : 'SingleStack')
  const withPolicy = { ...service, spec: { ...spec, ipFamilyPolicy } }
  const families = familiesFromAddresses(withPolicy, networks)
  if (headless && !selects) {
    const first = families[0] ?? networks.families[0] ?? 'IPv4'
    const single = ipFamilyPolicy === 'SingleStack' || families.length === 2
    return withIpFamilies(withPolicy, single ? nonEmpty(families, first) : [first, other[first]])
  }
  checkAgainstCluster(withPolicy, families, networks)
  const first = families[0] ?? networks.families[0] ?? 'IPv4'
  const wantsBoth = ipFamilyPolicy !== 'SingleStack' && networks.families.length === 2
  if (families.length === 2) return withIpFamilies(withPolicy, families)
  return withIpFamilies(withPolicy, wantsBoth ? [first, other[first]] : [first])
}

function nonEmpty(families: readonly Family[], first: Family): readonly Family[] {
  return families.length === 0 ? [first] : families
}

/** The families that are given, and those of given addresses. */
function familiesFromAddresses(service: Service, networks: ClusterNetworks): readonly Family[] {
  const errors = new FieldErrors()
  checkClusterIPs(errors, service)
  refuse(service, errors)
  const { spec } = service
  if (spec.ipFamilyPolicy === 'SingleStack') {
    const mustBeDual = "must be 'RequireDualStack' or 'PreferDualStack' when multiple"
    if (spec.clusterIPs.length === 2)
      errors.invalid(policyField, 'SingleStack', `${mustBeDual} cluster IPs are specified`)
    if (spec.ipFamilies.length === 2)
      errors.invalid(policyField, 'SingleStack', `${mustBeDual} IP families are specified`)
  }
  const families = [...spec.ipFamilies]
  for (const [index, ip] of spec.clusterIPs.entries()) {
    const family = looseFamily(ip)
    if (family === undefined || index < spec.ipFamilies.length) continue
    if (networks.families.includes(family)) families.push(family)
    else
      errors.invalid(
        ['spec', 'clusterIPs', index],
        spec.clusterIPs,
        `${family} is not configured on this cluster`,
      )
  }
  refuse(service, errors)
  return families
}

function checkAgainstCluster(
  service: Service,
  families: readonly Family[],
  networks: ClusterNetworks,
): void {
  const errors = new FieldErrors()
  if (service.spec.ipFamilyPolicy === 'RequireDualStack' && networks.families.length < 2)
    errors.invalid(
      policyField,
      'RequireDualStack',
      'this cluster is not configured for dual-stack services',
    )
  for (const [index, family] of families.entries())
    if (!networks.families.includes(family))
      errors.invalid(['spec', 'ipFamilies', index], family, 'not configured on this cluster')
  refuse(service, errors)
}

function withIpFamilies(service: Service, ipFamilies: readonly Family[]): Service {
  return { ...service, spec: { ...service.spec, ipFamilies } }
}

function refuse(service: Service, errors: FieldErrors): void {
  if (errors.any) throw invalidObject(service, errors.list)
}
