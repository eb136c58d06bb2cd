import type { Service } from '../objects/service.ts'
import { checkAddress, checkCidr, checkEndpointAddress, looseFamily } from './addresses.ts'
import type { FieldErrors } from './field-errors.ts'
import { complain, dnsSubdomain } from './names.ts'

const families: readonly string[] = ['IPv4', 'IPv6']
const familyPolicies: readonly string[] = ['PreferDualStack', 'RequireDualStack', 'SingleStack']

export function isHeadless({ spec }: Service): boolean {
  return spec.clusterIPs.length === 1 && spec.clusterIPs[0] === 'None'
}

/** pkg/apis/core/validation ValidateServiceClusterIPsRelatedFields */
export function checkClusterIPs(errors: FieldErrors, service: Service): void {
  const { spec } = service
  if (spec.type === 'ExternalName') return
  const field = ['spec', 'clusterIPs']
  if (spec.clusterIP !== '') {
    if (spec.clusterIPs.length === 0) errors.required(field)
    else if (spec.clusterIPs[0] !== spec.clusterIP)
      errors.invalid(field, spec.clusterIPs, 'first value must match `clusterIP`')
  } else if (spec.clusterIPs.length > 0)
    errors.invalid(field, spec.clusterIPs, 'must be empty when `clusterIP` is not specified')
  checkFamilies(errors, service)
  if (!checkEachClusterIP(errors, service)) return
  const found = spec.clusterIPs.map(looseFamily)
  if (found.length > 1 && new Set(found).size < 2)
    errors.invalid(field, spec.clusterIPs, 'may specify no more than one IP for each IP family')
  if (isHeadless(service)) return
  for (const [index, ip] of spec.clusterIPs.entries()) {
    const wanted = spec.ipFamilies[index]
    if (families.includes(wanted ?? '') && found[index] !== wanted)
      errors.invalid(
        [...field, index],
        ip,
        `expected an ${wanted} value as indicated by \`ipFamilies[${index}]\``,
      )
  }
}

function checkFamilies(errors: FieldErrors, { spec }: Service): void {
  const seen = new Set<string>()
  for (const [index, family] of spec.ipFamilies.entries()) {
    const path = ['spec', 'ipFamilies', index]
    if (!families.includes(family)) errors.unsupported(path, family, families)
    if (seen.has(family)) errors.duplicate(path, family)
    seen.add(family)
  }
  const policy = spec.ipFamilyPolicy
  if (policy !== undefined && !familyPolicies.includes(policy))
    errors.unsupported(['spec', 'ipFamilyPolicy'], policy, familyPolicies)
}

/** False: some address is no address, and checks that compare them would only confuse. */
function checkEachClusterIP(errors: FieldErrors, { spec }: Service): boolean {
  const field = ['spec', 'clusterIPs']
  let valid = true
  for (const [index, ip] of spec.clusterIPs.entries()) {
    if (index === 0 && ip === 'None') {
      if (spec.clusterIPs.length === 1) continue
      valid = false
      errors.invalid(field, spec.clusterIPs, "'None' must be the first and only value")
    } else if (!checkAddress(errors, [...field, index], ip)) valid = false
  }
  if (spec.clusterIPs.length > 2)
    errors.invalid(field, spec.clusterIPs, 'may only hold up to 2 values')
  return valid
}

export function checkExternalIPs(errors: FieldErrors, { spec }: Service): void {
  for (const [index, ip] of spec.externalIPs.entries()) {
    const path = ['spec', 'externalIPs', index]
    if (checkAddress(errors, path, ip)) checkEndpointAddress(errors, path, ip)
  }
}

const rangesAnnotation = 'service.beta.kubernetes.io/load-balancer-source-ranges'

/** The API server itself spells the field with a capital L. */
export function checkSourceRanges(errors: FieldErrors, { spec, metadata }: Service): void {
  const onlyForBalancers = "may only be used when `type` is 'LoadBalancer'"
  if (spec.loadBalancerSourceRanges.length > 0) {
    const path = ['spec', 'LoadBalancerSourceRanges']
    if (spec.type !== 'LoadBalancer') errors.forbidden(path, onlyForBalancers)
    for (const [index, range] of spec.loadBalancerSourceRanges.entries())
      checkCidr(errors, [...path, index], range.trim())
    return
  }
  const annotation = metadata.annotations[rangesAnnotation]
  if (annotation === undefined) return
  const path = ['metadata', 'annotations', { key: rangesAnnotation }]
  if (spec.type !== 'LoadBalancer') errors.forbidden(path, onlyForBalancers)
  if (annotation.trim() === '') return
  for (const range of annotation.split(',')) checkCidr(errors, path, range.trim())
}

/** pkg/apis/core/validation ValidateLoadBalancerStatus */
export function checkIngress(errors: FieldErrors, { spec, status }: Service): void {
  const { ingress } = status.loadBalancer
  const field = ['status', 'loadBalancer', 'ingress']
  if (spec.type !== 'LoadBalancer') {
    if (ingress.length > 0)
      errors.forbidden(field, "may only be used when `spec.type` is 'LoadBalancer'")
    return
  }
  for (const [index, { ip, hostname, ipMode }] of ingress.entries()) {
    const at = (name: string) => [...field, index, name]
    if (ip !== undefined) checkAddress(errors, at('ip'), ip)
    if (ipMode !== undefined && ip === undefined)
      errors.forbidden(at('ipMode'), 'may not be specified when `ip` is not set')
    else if (ipMode !== undefined && ipMode !== 'VIP' && ipMode !== 'Proxy')
      errors.unsupported(at('ipMode'), ipMode, ['Proxy', 'VIP'])
    if (hostname === undefined) continue
    complain(errors, at('hostname'), hostname, dnsSubdomain(hostname))
    if (looseFamily(hostname) !== undefined)
      errors.invalid(at('hostname'), hostname, 'must be a DNS name, not an IP address')
  }
}
