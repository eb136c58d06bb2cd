import type { EndpointInfo } from '../tracking/endpoint-info.ts'
import type { ServicePort } from '../tracking/service-port.ts'

/**
 * How kube-proxy read zone hints before 1.23 (v1.22 pkg/proxy/topology.go filterEndpointsWithHints): whether an
 * endpoint is ready was asked only of those that the hints had left. Where they left none that is, nobody fell
 * back to the other zones. Gives the endpoints that were left, without their hints.
 */
export function hintedAsBefore(
  endpoints: readonly EndpointInfo[],
  { externalPolicyLocal, internalPolicyLocal }: ServicePort,
  zone: string,
): readonly EndpointInfo[] {
  if (externalPolicyLocal || internalPolicyLocal) return endpoints
  const haveAll = endpoints.every(({ zoneHints }) => zoneHints !== undefined)
  const inZone = endpoints.filter(({ zoneHints }) => zoneHints?.includes(zone))
  const left = haveAll && inZone.length > 0 ? inZone : endpoints
  return left.map((one) => ({ ...one, zoneHints: undefined, nodeHints: undefined }))
}
