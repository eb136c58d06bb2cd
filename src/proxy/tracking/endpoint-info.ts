import type { EndpointConditions, EndpointHints } from '../../kubernetes/objects/endpoint-slice.ts'
import { joinHostPort, sloppyAddressText } from '../sloppy-address.ts'

/** What kube-proxy keeps of one endpoint of one service port (pkg/proxy/endpoint.go BaseEndpointInfo). */
export interface EndpointInfo {
  /** As Go prints it. */
  readonly ip: string
  readonly port: number
  /** `10.0.0.1:80`, `[fd00::1]:80`: its name, and the order of a port's endpoints (as a string). */
  readonly text: string
  /** Runs on this node. */
  readonly isLocal: boolean
  /** Ready and not terminating (or published though it is not ready). */
  readonly isReady: boolean
  /** Ready, terminating or not. */
  readonly isServing: boolean
  readonly isTerminating: boolean
  /** Names; undefined without hints. */
  readonly zoneHints: readonly string[] | undefined
  /** Names; undefined without hints. */
  readonly nodeHints: readonly string[] | undefined
}

/** What a slice says of an endpoint, for all of its ports. */
export interface EndpointPart {
  readonly address: string
  readonly isLocal: boolean
  readonly conditions: EndpointConditions
  readonly hints: EndpointHints | undefined
}

/** Unknown conditions count as ready, serving and not terminating (endpointslicecache.go addEndpoints). */
export function endpointInfo(part: EndpointPart, port: number): EndpointInfo {
  const ip = sloppyAddressText(part.address)
  const { conditions, hints } = part
  return {
    ip,
    port,
    text: joinHostPort(ip, port),
    isLocal: part.isLocal,
    isReady: conditions.ready ?? true,
    isServing: conditions.serving ?? true,
    isTerminating: conditions.terminating ?? false,
    zoneHints: namesOf(hints?.forZones),
    nodeHints: namesOf(hints?.forNodes),
  }
}

function namesOf(hints: readonly { readonly name: string }[] | undefined): string[] | undefined {
  return hints === undefined || hints.length === 0 ? undefined : hints.map(({ name }) => name)
}
