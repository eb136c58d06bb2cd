import type { ServiceProtocol } from '../../../kubernetes/objects/service.ts'
import type { Family } from '../../../packet/address.ts'
import { joinHostPort } from '../../sloppy-address.ts'

/** A virtual server as kube-proxy asks IPVS for it (pkg/proxy/ipvs/util/ipvs.go). */
export interface VirtualServer {
  /** `10.96.0.1:80/TCP`, `[fd00::1]:80/UDP`: its name. */
  readonly text: string
  /** As Go prints it. */
  readonly address: string
  readonly port: number
  readonly protocol: ServiceProtocol
  readonly scheduler: string
  /** `virtualServerFlag`, or-ed; the kernel adds 0x2 (hashed). */
  readonly flags: number
  /** Of persistence; 0 without it. */
  readonly timeoutSeconds: number
}

/** A real server as kube-proxy asks IPVS for it: always NAT (masquerading), never with thresholds. */
export interface RealServer {
  /** `10.0.0.1:8080`: its name within the virtual server. */
  readonly text: string
  readonly ip: string
  readonly port: number
  readonly weight: number
}

/** include/uapi/linux/ip_vs.h: IP_VS_SVC_F_PERSISTENT, IP_VS_SVC_F_SCHED_MH_PORT. */
export const virtualServerFlag = { persistent: 0x1, mhPort: 0x10 } as const

/** Every server that is in use has it; one that waits for its connections to end has 0. */
export const usedWeight = 1

export function virtualServerText(
  address: string,
  port: number,
  protocol: ServiceProtocol,
): string {
  return `${joinHostPort(address, port)}/${protocol}`
}

/** What kube-proxy sends as the netmask of persistence: all bits, as a mask or as a prefix length. */
export function persistenceNetmask(family: Family): number {
  return family === 'IPv4' ? 0xffffffff : 128
}

export function equalSettings(a: VirtualServer, b: VirtualServer): boolean {
  return a.scheduler === b.scheduler && a.flags === b.flags && a.timeoutSeconds === b.timeoutSeconds
}
