import type { Endpoint } from '../../kubernetes/objects/endpoint-slice.ts'
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

/** Unknown conditions count as ready, serving and not terminating (endpointslicecache.go addEndpoints). */
export function endpointInfo(
  { conditions, hints, nodeName }: Endpoint,
  address: string,
  port: number,
  ownNodeName: string,
): EndpointInfo {
  const ip = sloppyAddressText(address)
  return {
    ip,
    port,
    text: joinHostPort(ip, port),
    isLocal: nodeName === ownNodeName && ownNodeName !== '',
    isReady: conditions.ready ?? true,
    isServing: conditions.serving ?? true,
    isTerminating: conditions.terminating ?? false,
    zoneHints: hints === undefined ? undefined : namesOf(hints.forZones),
    nodeHints: hints === undefined ? undefined : namesOf(hints.forNodes),
  }
}

function namesOf(hints: readonly { readonly name: string }[] | undefined): string[] | undefined {
  return hints === undefined || hints.length === 0 ? undefined : hints.map(({ name }) => name)
}
