import type { InstantMs } from '../../../base/clock.ts'
import type { Journal } from '../../../base/journal.ts'
import type { Family } from '../../../packet/address.ts'
import type { Packet } from '../../../packet/packet.ts'
import type { RealServer } from '../model/real-server.ts'
import type { IpvsKernel, IpvsSysctls } from '../model/settings.ts'
import {
  assuresTemplate,
  isActiveState,
  nextState,
  type ProtocolTimeouts,
  type StateDirection,
} from '../states/protocol-states.ts'
import { connectionField, connectionFlag } from './connection-records.ts'
import { ConnectionTable } from './connection-table.ts'
import type { NewConnection } from './new-connection.ts'
import type { ServerStore } from './server-store.ts'

const noOutputBit = connectionFlag.noOutput << 16
/** A new connection lives as long until its first packet says otherwise (ip_vs_conn_new). */
const newSeconds = 3
/** A template that still controls connections when its time is up gets as much more (ip_vs_conn_expire). */
const controllingSeconds = 60

/** All connections of a node, what they do to their servers' counters, and their time. */
export class Connections {
  readonly tables: Readonly<Record<Family, ConnectionTable>>
  /** Called before a connection is gone whose conntrack entry goes too (ip_vs_conn_drop_conntrack). */
  onConntrackDropped: ((table: ConnectionTable, slot: number) => void) | undefined
  /** Whether a connection was ever made that conntrack is not to know of (net.ipv4.vs.conntrack=0). */
  someUntracked = false
  readonly #kernel: IpvsKernel
  readonly #sysctls: IpvsSysctls
  readonly #timeouts: ProtocolTimeouts
  readonly #servers: ServerStore
  #nowTicks: number
  #nowMs: InstantMs = -1
  /** Tick at which connections of removed servers go; −1: none are known. */
  #flushAtTicks = -1
  /** What the last `advance` left undone. */
  readonly #due: Record<Family, { slots: Int32Array; at: number }> = {
    IPv4: { slots: new Int32Array(0), at: 0 },
    IPv6: { slots: new Int32Array(0), at: 0 },
  }
  #behind = false

  constructor(
    kernel: IpvsKernel,
    sysctls: IpvsSysctls,
    timeouts: ProtocolTimeouts,
    servers: ServerStore,
  ) {
    this.#kernel = kernel
    this.#sysctls = sysctls
    this.#timeouts = timeouts
    this.#servers = servers
    this.#nowTicks = kernel.bootTicks
    this.tables = {
      IPv4: new ConnectionTable(1, kernel.bootTicks | 0),
      IPv6: new ConnectionTable(4, kernel.bootTicks | 0),
    }
  }

  /** Not wrapping. */
  get nowTicks(): number {
    return this.#nowTicks
  }

  /**
   * Moves the time on and lets connections expire, `limit` of them at most: false if there is more to do (call
   * again). Time that has passed stays so: a journal does not take it back.
   */
  advance(nowMs: InstantMs, limit = Number.POSITIVE_INFINITY): boolean {
    if (nowMs === this.#nowMs && !this.#behind && this.#flushAtTicks < 0) return true
    this.#nowMs = nowMs
    const tick = Math.floor((nowMs * this.#kernel.hertz) / 1000) + this.#kernel.bootTicks
    this.flushUnavailable(undefined)
    if (tick <= this.#nowTicks && !this.#behind) return true
    this.#nowTicks = Math.max(tick, this.#nowTicks)
    const left = this.#expireDue('IPv4', limit)
    this.#behind = left < 0 || this.#expireDue('IPv6', left) < 0
    if (this.#behind) return false
    this.#servers.sweep(this.#nowTicks)
    this.flushUnavailable(undefined)
    return true
  }

  /** Its connections go by themselves from 5.9 on, with expire_nodest_conn=1. */
  serverRemoved(journal: Journal | undefined): void {
    if (!this.#kernel.dropsNodestAtOnce || this.#sysctls.expire_nodest_conn === 0) return
    this.#setFlush(this.#nowTicks + this.#kernel.nodestDelayTicks, journal)
  }

  /** If it is time (ip_vs_expire_nodest_conn_flush). */
  flushUnavailable(journal: Journal | undefined): void {
    if (this.#flushAtTicks < 0 || this.#nowTicks < this.#flushAtTicks) return
    this.#setFlush(-1, journal)
    for (const table of [this.tables.IPv4, this.tables.IPv6])
      for (const slot of table.slots()) {
        if (this.serverOf(table, slot).available || table.controlled(slot) > 0) continue
        const control = table.control(slot)
        this.delete(table, slot, journal)
        if (control >= 0 && isThere(table, control) && table.controlled(control) === 0)
          this.delete(table, control, journal)
      }
  }

  serverOf(table: ConnectionTable, slot: number): RealServer {
    return this.#servers.get(table.server(slot))
  }

  create(
    table: ConnectionTable,
    connection: NewConnection,
    server: RealServer,
    journal: Journal | undefined,
  ): number {
    const { protocol, client, clientPort, virtual, virtualPort } = connection
    const direct = server.forwarding !== 'masquerade'
    const flags =
      connection.flags |
      connectionFlag.inactive |
      (direct ? connectionFlag.direct | connectionFlag.noOutput : 0) |
      (this.#sysctls.conntrack !== 0 ? connectionFlag.conntrack : 0)
    if (this.#sysctls.conntrack === 0) this.someUntracked = true
    const slot = table.create(protocol, client, clientPort, virtual, virtualPort, flags, journal)
    table.setServer(slot, server.id)
    table.setTimeout(slot, newSeconds * this.#kernel.hertz)
    server.save(journal)
    server.references += 1
    if ((flags & connectionFlag.template) !== 0) server.persistent += 1
    else server.connectionAdded(this.#kernel)
    return slot
  }

  /** `slot` lives under `control`, which cannot go before it. */
  setControl(table: ConnectionTable, slot: number, control: number, journal: Journal | undefined) {
    table.save(slot, journal)
    table.save(control, journal)
    table.setControl(slot, control)
    table.setControlled(control, table.controlled(control) + 1)
  }

  setTimeoutSeconds(table: ConnectionTable, slot: number, seconds: number): void {
    table.setTimeout(slot, seconds * this.#kernel.hertz)
  }

  /** Its time begins anew (ip_vs_conn_put). A connection for one packet is over. */
  put(table: ConnectionTable, slot: number, journal: Journal | undefined): void {
    if (table.has(slot, connectionFlag.onePacket)) this.expire(table, slot, journal)
    else table.wheel.arm(slot, table.wheel.clock, table.timeout(slot))
  }

  /** It goes with the next tick, if it would not go before (ip_vs_conn_expire_now). */
  expireNow(table: ConnectionTable, slot: number, journal: Journal | undefined): void {
    const now = table.wheel.clock
    if (((table.expires(slot) - now) | 0) <= 0) return
    table.save(slot, journal)
    table.wheel.arm(slot, now, 0)
  }

  /** The packet's step in the protocol's state machine: state, counters, timeout. Save the record before. */
  setState(
    table: ConnectionTable,
    slot: number,
    packet: Packet,
    way: 'input' | 'output',
    journal: Journal | undefined,
  ): void {
    const { protocol } = packet
    const record = table.segmentOf(slot)
    const at = table.fieldsAt(slot)
    const meta = record[at + connectionField.meta] ?? 0
    const direction = (meta & noOutputBit) === 0 ? way : this.#directionOf(table, slot, way)
    const before = (meta >>> 8) & 0xf
    const after = nextState(before, packet, direction)
    if (before !== after) {
      this.#countState(table, slot, isActiveState(protocol, after), journal)
      table.setState(slot, after)
    }
    const control = record[at + connectionField.control] ?? -1
    if (control >= 0 && assuresTemplate(protocol, before, after, direction))
      this.#assure(table, control, journal)
    record[at + connectionField.timeout] =
      this.#timeouts.secondsOf(protocol, after) * this.#kernel.hertz
  }

  /** Takes a connection out now, and its unused control if it is not a lasting template (ip_vs_conn_del). */
  delete(table: ConnectionTable, slot: number, journal: Journal | undefined): void {
    table.save(slot, journal)
    if (table.control(slot) >= 0) table.setTimeout(slot, 0)
    this.expire(table, slot, journal)
  }

  /** Its timer has fired (ip_vs_conn_expire). */
  expire(table: ConnectionTable, slot: number, journal: Journal | undefined): void {
    if (table.controlled(slot) > 0) {
      const ticks = controllingSeconds * this.#kernel.hertz
      table.save(slot, journal)
      table.setTimeout(slot, ticks)
      table.wheel.arm(slot, table.wheel.clock, ticks)
      return
    }
    const control = table.control(slot)
    const dropsControl = control >= 0 && this.#releaseControl(table, slot, control, journal)
    const flags = table.flags(slot)
    if ((flags & connectionFlag.conntrack) !== 0 && (flags & connectionFlag.onePacket) === 0)
      this.onConntrackDropped?.(table, slot)
    this.#unbind(table, slot, journal)
    table.remove(slot, journal)
    if (dropsControl) this.delete(table, control, journal)
  }

  #setFlush(ticks: number, journal: Journal | undefined): void {
    const before = this.#flushAtTicks
    journal?.note(() => {
      this.#flushAtTicks = before
    })
    this.#flushAtTicks = ticks
  }

  #directionOf(table: ConnectionTable, slot: number, way: 'input' | 'output'): StateDirection {
    if (way === 'input') return 'inputOnly'
    table.setFlag(slot, connectionFlag.noOutput, false)
    return way
  }

  #countState(
    table: ConnectionTable,
    slot: number,
    active: boolean,
    journal: Journal | undefined,
  ): void {
    if (table.has(slot, connectionFlag.inactive) !== active) return
    const server = this.serverOf(table, slot)
    server.save(journal)
    server.active += active ? 1 : -1
    table.setFlag(slot, connectionFlag.inactive, !active)
  }

  #assure(table: ConnectionTable, control: number, journal: Journal | undefined): void {
    if (!table.has(control, connectionFlag.template)) return
    if (table.state(control) === 1) return
    table.save(control, journal)
    table.setState(control, 1)
  }

  /** True: the control has nothing left to do, and is no assured template. */
  #releaseControl(
    table: ConnectionTable,
    slot: number,
    control: number,
    journal: Journal | undefined,
  ): boolean {
    table.save(control, journal)
    table.setControlled(control, table.controlled(control) - 1)
    const lasting = table.has(control, connectionFlag.template) && table.state(control) === 1
    return table.timeout(slot) === 0 && table.controlled(control) === 0 && !lasting
  }

  #unbind(table: ConnectionTable, slot: number, journal: Journal | undefined): void {
    const server = this.serverOf(table, slot)
    const flags = table.flags(slot)
    server.save(journal)
    server.references -= 1
    if ((flags & connectionFlag.template) !== 0) server.persistent -= 1
    else {
      if ((flags & connectionFlag.inactive) === 0) server.active -= 1
      server.connectionRemoved(this.#kernel)
    }
  }

  /** How many of `limit` are left, or −1 if that was not enough. */
  #expireDue(family: Family, limit: number): number {
    const table = this.tables[family]
    const due = this.#due[family]
    for (let left = limit; ; ) {
      for (; due.at < due.slots.length; due.at += 1) {
        if (left <= 0) return -1
        left -= 1
        const slot = due.slots[due.at] ?? -1
        if (isThere(table, slot)) this.expire(table, slot, undefined)
      }
      if (left <= 0) return -1
      due.slots = table.wheel.advance(this.#nowTicks | 0)
      due.at = 0
      if (due.slots.length === 0 && !table.wheel.unfinished) return left
      left -= table.wheel.rehung
    }
  }
}

/** Whether a slot holds a connection. One that another's end took along is no longer there. */
function isThere(table: ConnectionTable, slot: number): boolean {
  return table.has(slot, connectionFlag.hashed)
}
