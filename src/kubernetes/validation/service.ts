import type { Service } from '../objects/service.ts'
import { type FieldError, FieldErrors } from './field-errors.ts'
import { checkLabels, checkMetadata } from './metadata.ts'
import { complain, dnsLabel, dnsSubdomain, portNumber, qualifiedName } from './names.ts'
import {
  checkClusterIPs,
  checkExternalIPs,
  checkIngress,
  checkSourceRanges,
  isHeadless,
} from './service-addresses.ts'
import { checkPortPairs, checkPorts } from './service-ports.ts'

/** A day: k8s.io/kubernetes/pkg/apis/core MaxClientIPServiceAffinitySeconds. */
const affinitySecondsMax = 86_400
const types: readonly string[] = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']
const policies: readonly string[] = ['Cluster', 'Local']
const distributions: readonly string[] = ['PreferClose', 'PreferSameZone', 'PreferSameNode']

/**
 * What an API server says to a Service with its defaults set, once everything is allocated that it
 * allocates (pkg/apis/core/validation ValidateServiceCreate and ValidateLoadBalancerStatus, v1.36).
 */
export function validateService(service: Service): readonly FieldError[] {
  const errors = new FieldErrors()
  const { spec } = service
  // RelaxedServiceNameValidation is on since 1.36: a DNS label, which may begin with a digit.
  checkMetadata(errors, service.metadata, true, dnsLabel)
  checkTopologyAnnotations(errors, service)
  checkType(errors, service)
  checkPorts(errors, service)
  if (spec.selector !== undefined) checkLabels(errors, spec.selector, ['spec', 'selector'])
  checkAffinity(errors, service)
  checkClusterIPs(errors, service)
  checkExternalIPs(errors, service)
  if (!types.includes(spec.type)) errors.unsupported(['spec', 'type'], spec.type, types)
  checkPortPairs(errors, service)
  checkSourceRanges(errors, service)
  checkBalancerFields(errors, service)
  checkTrafficPolicies(errors, service)
  checkIngress(errors, service)
  return errors.list
}

function checkTopologyAnnotations(errors: FieldErrors, { metadata }: Service): void {
  const hintsKey = 'service.kubernetes.io/topology-aware-hints'
  const modeKey = 'service.kubernetes.io/topology-mode'
  const hints = metadata.annotations[hintsKey]
  const mode = metadata.annotations[modeKey]
  if (mode !== undefined && hints !== undefined && mode !== hints)
    errors.invalid(
      ['metadata', 'annotations', { key: modeKey }],
      mode,
      `must match annotations[${hintsKey}] when both are specified`,
    )
}

function checkType(errors: FieldErrors, service: Service): void {
  const { spec } = service
  const headless = isHeadless(service)
  if (spec.ports.length === 0 && !headless && spec.type !== 'ExternalName')
    errors.required(['spec', 'ports'])
  if (headless && (spec.type === 'LoadBalancer' || spec.type === 'NodePort'))
    errors.invalid(
      ['spec', 'clusterIPs', 0],
      'None',
      `may not be set to 'None' for ${spec.type} services`,
    )
  if (spec.type !== 'ExternalName') return
  const forbid = (field: string) =>
    errors.forbidden(['spec', field], 'may not be set for ExternalName services')
  if (spec.clusterIPs.length > 0) forbid('clusterIPs')
  if (spec.ipFamilies.length > 0) forbid('ipFamilies')
  if (spec.ipFamilyPolicy !== undefined) forbid('ipFamilyPolicy')
  const name = (spec.externalName ?? '').replace(/\.$/, '')
  if (name === '') errors.required(['spec', 'externalName'])
  else complain(errors, ['spec', 'externalName'], name, dnsSubdomain(name))
}

function checkAffinity(errors: FieldErrors, { spec }: Service): void {
  const affinity: string = spec.sessionAffinity
  if (affinity !== 'None' && affinity !== 'ClientIP')
    errors.unsupported(['spec', 'sessionAffinity'], affinity, ['ClientIP', 'None'])
  if (affinity !== 'ClientIP') return
  const seconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 0
  if (seconds <= 0 || seconds > affinitySecondsMax)
    errors.invalid(
      ['spec', 'sessionAffinityConfig', 'clientIP', 'timeoutSeconds'],
      seconds,
      `must be greater than 0 and less than ${affinitySecondsMax}`,
    )
}

function checkBalancerFields(errors: FieldErrors, { spec }: Service): void {
  const onlyForBalancers = "may only be used when `type` is 'LoadBalancer'"
  const isBalancer = spec.type === 'LoadBalancer'
  if (spec.allocateLoadBalancerNodePorts !== undefined && !isBalancer)
    errors.forbidden(['spec', 'allocateLoadBalancerNodePorts'], onlyForBalancers)
  if (spec.loadBalancerClass === undefined) return
  const path = ['spec', 'loadBalancerClass']
  if (isBalancer)
    complain(errors, path, spec.loadBalancerClass, qualifiedName(spec.loadBalancerClass))
  else errors.forbidden(path, onlyForBalancers)
}

function checkTrafficPolicies(errors: FieldErrors, { spec }: Service): void {
  const external = spec.externalTrafficPolicy
  if (!isExternallyAccessible({ spec })) {
    if (external !== undefined)
      errors.invalid(
        ['spec', 'externalTrafficPolicy'],
        external,
        'may only be set for externally-accessible services',
      )
  } else if (!policies.includes(external ?? ''))
    errors.unsupported(['spec', 'externalTrafficPolicy'], external, policies)
  checkHealthCheckPort(errors, { spec })
  const internal = spec.internalTrafficPolicy
  if (internal !== undefined && !policies.includes(internal))
    errors.unsupported(['spec', 'internalTrafficPolicy'], internal, policies)
  const distribution = spec.trafficDistribution
  if (distribution !== undefined && !distributions.includes(distribution))
    errors.unsupported(['spec', 'trafficDistribution'], distribution, distributions)
}

function checkHealthCheckPort(errors: FieldErrors, { spec }: Pick<Service, 'spec'>): void {
  const port = spec.healthCheckNodePort ?? 0
  const path = ['spec', 'healthCheckNodePort']
  if (needsHealthCheck({ spec })) {
    if (port === 0) errors.required(path)
    else complain(errors, path, port, portNumber(port))
  } else if (port !== 0)
    errors.invalid(
      path,
      port,
      "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
    )
}

/** pkg/api/service ExternallyAccessible */
export function isExternallyAccessible({ spec }: Pick<Service, 'spec'>): boolean {
  return (
    spec.type === 'LoadBalancer' ||
    spec.type === 'NodePort' ||
    (spec.type === 'ClusterIP' && spec.externalIPs.length > 0)
  )
}

/** pkg/api/service NeedsHealthCheck */
export function needsHealthCheck({ spec }: Pick<Service, 'spec'>): boolean {
  return spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local'
}
