import type { Journal } from '../../../base/journal.ts'
import type { Address } from '../../../packet/address.ts'
import type { ForwardingMethod, TunnelOptions } from './forwarding.ts'
import type { IpvsKernel } from './settings.ts'
import type { VirtualServer } from './virtual-server.ts'

export interface RealServerDefinition {
  readonly address: Address
  /** 0: the port that the client asked for is kept. */
  readonly port: number
  /** 0 … 65535; 0: no new connections. */
  readonly weight: number
  readonly forwarding: ForwardingMethod
  /** Connections, active and inactive, from which on the server gets no more; 0: no limit. */
  readonly upperThreshold: number
  /** Below it the server is free again; 0: three quarters of the upper one. */
  readonly lowerThreshold: number
  readonly tunnel?: TunnelOptions
}

/** What `RealServer` needs besides an address and a port. */
export const plainServer = {
  weight: 1,
  forwarding: 'masquerade',
  upperThreshold: 0,
  lowerThreshold: 0,
} as const

/**
 * A real server of one virtual server (struct ip_vs_dest). It outlives its removal while connections, templates or a
 * scheduler's memory hold it (the trash), and comes back with its counters when it is added again.
 */
export class RealServer {
  // What schedulers walk over stands first, side by side in memory.
  weight = 0
  active = 0
  /** Active and inactive. */
  total = 0
  /** The upper threshold was reached, and the lower one not passed since. */
  overloaded = false
  upperThreshold = 0
  /** Connections, templates, and entries in a scheduler's memory. */
  references = 0
  /** False: removed, in the trash. */
  available = true
  /** Its place in the engine's list of servers; what a connection's record holds. */
  readonly id: number
  readonly port: number
  forwarding: ForwardingMethod = 'masquerade'
  readonly address: Address
  virtualServer: VirtualServer
  /** The last positive weight, which mh deals by. */
  lastWeight = 0
  /** Templates. */
  persistent = 0
  lowerThreshold = 0
  tunnel: TunnelOptions | undefined = undefined
  /** Tick since which nothing has held it, in the trash; −1: not known to be idle. */
  idleSince = -1

  constructor(id: number, virtualServer: VirtualServer, definition: RealServerDefinition) {
    this.id = id
    this.virtualServer = virtualServer
    this.address = definition.address
    this.port = definition.port
  }

  get inactive(): number {
    return Math.max(this.total - this.active, 0)
  }

  /** New connections may come: it has a weight and room. */
  get usable(): boolean {
    return this.weight > 0 && !this.overloaded
  }

  /** As `ip_vs_dest_conn_overhead` (include/net/ip_vs.h); `factor` is the kernel's 256 or 257. */
  overhead(factor: number): number {
    return this.active * factor + this.total - this.active
  }

  /** Notes how it is, so that the journal can take back what comes. */
  save(journal: Journal | undefined): void {
    if (journal === undefined) return
    const { id: _, address: __, port: ___, ...before } = this
    journal.note(() => Object.assign(this, before))
  }

  define(definition: RealServerDefinition, added: boolean, kernel: IpvsKernel): void {
    if (added || definition.weight !== 0) this.lastWeight = definition.weight
    this.weight = definition.weight
    this.forwarding = definition.forwarding
    this.tunnel = definition.tunnel
    const upperBefore = this.upperThreshold
    const changed =
      upperBefore !== definition.upperThreshold || this.lowerThreshold !== definition.lowerThreshold
    this.upperThreshold = definition.upperThreshold
    this.lowerThreshold = definition.lowerThreshold
    if (kernel.activeFactor === 257) {
      if (changed) this.#updateOverload(0)
    } else if (this.upperThreshold === 0 || this.upperThreshold > upperBefore)
      this.overloaded = false
  }

  /** A connection is bound to it (ip_vs_bind_dest). */
  connectionAdded(kernel: IpvsKernel): void {
    this.total += 1
    if (kernel.activeFactor === 257) {
      if (this.total === this.upperThreshold) this.#updateOverload(1)
    } else if (this.upperThreshold !== 0 && this.total >= this.upperThreshold)
      this.overloaded = true
  }

  /** A connection is gone (ip_vs_unbind_dest). */
  connectionRemoved(kernel: IpvsKernel): void {
    const before = this.total
    this.total -= 1
    if (kernel.activeFactor === 257) {
      if (before === this.#lowerOf()) this.#updateOverload(-1)
    } else if (this.lowerThreshold !== 0) {
      if (this.total < this.lowerThreshold) this.overloaded = false
    } else if (this.upperThreshold === 0 || this.total * 4 < this.upperThreshold * 3)
      this.overloaded = false
  }

  #lowerOf(): number {
    return this.lowerThreshold || this.upperThreshold - (this.upperThreshold >>> 2)
  }

  /** As __ip_vs_dest_update_overload (ip_vs_ctl.c): `direction` 1 counting up, −1 down, 0 after an edit. */
  #updateOverload(direction: -1 | 0 | 1): void {
    const upper = this.upperThreshold
    if (upper === 0) {
      this.overloaded = false
      return
    }
    const lower = this.#lowerOf()
    if (this.total >= (direction > 0 ? lower : upper)) this.overloaded = true
    else if (this.total < (direction < 0 ? upper : lower)) this.overloaded = false
  }
}
