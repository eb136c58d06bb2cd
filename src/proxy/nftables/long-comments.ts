import { Buffer } from 'node:buffer'
import type { ServicePort } from '../tracking/service-port.ts'
import type { PortPlan } from './ports/port-plan.ts'
import { mapNames } from './table-names.ts'
import type { NftablesOperation } from './transaction.ts'

/** nft refuses longer ones: `comment too long, 128 characters maximum allowed` (NFTNL_UDATA_COMMENT_MAXLEN). */
export const commentLengthMax = 128

/** A port whose elements nft refuses, and with them the whole transaction. */
export interface LongComment {
  readonly port: ServicePort
  /** `namespace/name:port`, which kube-proxy writes as a comment. */
  readonly comment: string
  /** In bytes, as nft counts. */
  readonly length: number
  /** The maps that its elements would go to. */
  readonly maps: readonly string[]
}

/**
 * Ports that make kube-proxy's whole transaction fail, so that no Service is updated any more until they go or get
 * an endpoint: what refuses traffic bears the port's name as comment, and a valid name may have 143 characters.
 * Seen with kube-proxy v1.36.3 and nft 1.0.6.
 */
export function longComments(plans: Iterable<PortPlan>): LongComment[] {
  const found: LongComment[] = []
  for (const plan of plans) {
    const { port } = plan
    const length = Buffer.byteLength(port.text)
    if (length <= commentLengthMax) continue
    const maps = mapsThatRefuse(plan)
    if (maps.length > 0) found.push({ port, comment: port.text, length, maps })
  }
  return found
}

/** The same operation, with a comment that nft takes: what bears a Service's name is an element. */
export function withShortComment(operation: NftablesOperation): NftablesOperation {
  if (operation.kind !== 'element' || operation.comment === undefined) return operation
  const bytes = Buffer.from(operation.comment)
  if (bytes.length <= commentLengthMax) return operation
  return { ...operation, comment: bytes.toString('utf8', 0, commentLengthMax) }
}

/** The maps in which the port has elements that reject or drop. */
function mapsThatRefuse({ port, hasInternalEndpoints, hasExternalEndpoints }: PortPlan): string[] {
  const hasVips = port.externalIps.length > 0 || port.loadBalancerVips.length > 0
  const maps: string[] = []
  if (!hasInternalEndpoints || (!hasExternalEndpoints && hasVips))
    maps.push(mapNames.noEndpointServices)
  if (!hasExternalEndpoints && port.nodePort !== 0) maps.push(mapNames.noEndpointNodePorts)
  return maps
}
