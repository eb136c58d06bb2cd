import type { InstantMs } from '../../base/clock.ts'
import { Connections } from './connections/connections.ts'
import { ServerStore } from './connections/server-store.ts'
import {
  defaultKernel,
  defaultSysctls,
  type IpvsKernel,
  type IpvsSysctls,
} from './model/settings.ts'
import { PacketPath } from './packet-path.ts'
import { ProtocolTimeouts } from './states/protocol-states.ts'
import { VirtualServers } from './virtual-servers.ts'

/** IPVS of one node (one network namespace): virtual servers, connections, settings. Masquerading mode forwards packets. */
export class IpvsEngine {
  readonly kernel: IpvsKernel
  /** `net.ipv4.vs.*`; use `setSysctl` to set one by name. */
  readonly sysctls: IpvsSysctls = defaultSysctls()
  readonly timeouts = new ProtocolTimeouts()
  readonly servers: ServerStore
  readonly connections: Connections
  readonly virtualServers: VirtualServers
  readonly packets: PacketPath

  constructor(kernel: Partial<IpvsKernel> = {}) {
    this.kernel = { ...defaultKernel, ...kernel }
    this.servers = new ServerStore(this.kernel.hertz)
    this.connections = new Connections(this.kernel, this.sysctls, this.timeouts, this.servers)
    this.virtualServers = new VirtualServers(
      this.kernel,
      {
        activeFactor: this.kernel.activeFactor,
        hertz: this.kernel.hertz,
        lblcExpirationSeconds: () => this.sysctls.lblc_expiration,
        lblcrExpirationSeconds: () => this.sysctls.lblcr_expiration,
        nowTicks: () => this.connections.nowTicks,
      },
      this.servers,
      this.connections,
    )
    this.packets = new PacketPath(this.kernel, this.sysctls, this.virtualServers, this.connections)
  }

  /** Moves the time on: connections expire, servers leave the trash. Packets do this by themselves. */
  advance(nowMs: InstantMs): void {
    this.connections.advance(nowMs)
  }
}
