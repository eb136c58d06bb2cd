import { joinHostPort } from '../sloppy-address.ts'
import { noToggles, type Toggles } from '../toggles.ts'
import type { EndpointInfo } from '../tracking/endpoint-info.ts'
import type { ServicePort } from '../tracking/service-port.ts'

/** A conntrack entry as kube-proxy sees it: addresses as text, `protocol` in lower case. */
export interface ConntrackFlow {
  readonly protocol: string
  readonly source: string
  readonly destination: string
  readonly sourcePort: number
  readonly destinationPort: number
  readonly replySource: string
  readonly replyDestination: string
  readonly replySourcePort: number
  readonly replyDestinationPort: number
}

export interface CleanupOptions {
  readonly toggles?: Toggles
  /** Of Services that are no more: nobody serves them. */
  readonly deletedPorts?: readonly ServicePort[]
}

const nobody: ReadonlySet<string> = new Set()

/**
 * The UDP entries that lead from a Service to where it no longer has a serving endpoint
 * (pkg/proxy/conntrack/cleanup.go CleanStaleEntries). kube-proxy looks only when slices of a Service with a
 * UDP port changed. A Service without any serving endpoint keeps its entries, and a node port is known by
 * its number alone, whatever the address.
 */
export function staleFlows<Flow extends ConntrackFlow>(
  flows: readonly Flow[],
  ports: Iterable<ServicePort>,
  endpointsOf: (port: ServicePort) => readonly EndpointInfo[],
  { toggles = noToggles, deletedPorts = [] }: CleanupOptions = {},
): Flow[] {
  if (!flows.some(isUdp)) return []
  const serving = (port: ServicePort): ReadonlySet<string> | undefined => {
    if (deletedPorts.includes(port)) return nobody
    const texts = endpointsOf(port).flatMap(({ isServing, text }) => (isServing ? text : []))
    return texts.length > 0 || toggles.has('kubernetes#139629') ? new Set(texts) : undefined
  }
  const { byAddress, byNodePort } = servingEndpoints([...deletedPorts, ...ports], serving)
  return flows.filter((flow) => {
    if (!isUdp(flow)) return false
    const backend = joinHostPort(flow.replySource, flow.replySourcePort)
    const served = byAddress.get(joinHostPort(flow.destination, flow.destinationPort))
    if (served !== undefined && !served.has(backend)) return true
    const nodePort = byNodePort.get(flow.destinationPort)
    return nodePort !== undefined && !nodePort.has(backend)
  })
}

/** `servingOf` undefined: not looked at. Where two Services claim one address and port, the last counts (kube-proxy: of a Go map). */
function servingEndpoints(
  ports: readonly ServicePort[],
  servingOf: (port: ServicePort) => ReadonlySet<string> | undefined,
) {
  const byAddress = new Map<string, ReadonlySet<string>>()
  const byNodePort = new Map<number, ReadonlySet<string>>()
  for (const port of ports) {
    if (port.protocol !== 'UDP') continue
    const texts = servingOf(port)
    if (texts === undefined) continue
    for (const address of [port.clusterIp, ...port.loadBalancerVips, ...port.externalIps])
      byAddress.set(joinHostPort(address, port.port), texts)
    if (port.nodePort !== 0) byNodePort.set(port.nodePort, texts)
  }
  return { byAddress, byNodePort }
}

export function isUdp({ protocol }: ConntrackFlow): boolean {
  return protocol === 'udp'
}
