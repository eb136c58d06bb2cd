import type { EndpointSlice } from '../../objects/endpoint-slice.ts'
import type { Endpoints } from '../../objects/endpoints.ts'
import type { Node } from '../../objects/node.ts'
import type { Pod } from '../../objects/pod.ts'
import type { Service } from '../../objects/service.ts'
import { slicesOfService } from './endpoint-slices.ts'
import { isMirrored, mirrorEndpoints } from './mirrored-slices.ts'

/**
 * The slices that controllers make for a Service to which nobody gave any: of the Pods that it selects, or
 * of Endpoints of its name.
 */
export function madeSlices(
  service: Service,
  selected: readonly Pod[],
  written: Endpoints | undefined,
  nodes: ReadonlyMap<string, Node>,
): readonly EndpointSlice[] {
  const { type, selector = {} } = service.spec
  if (type === 'ExternalName') return []
  // A dump may show a Service and its Endpoints, but none of the Pods that they came from.
  if (written !== undefined && selected.length === 0 && isMirrored(written))
    return mirrorEndpoints(written)
  return Object.keys(selector).length > 0 ? slicesOfService(service, selected, nodes) : []
}
