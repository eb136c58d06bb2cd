import type { Journal } from '../../base/journal.ts'
import { UserError } from '../../base/user-error.ts'
import type { Address, Family } from '../../packet/address.ts'
import { familyOf, formatEndpoint } from '../../packet/address.ts'
import { protocolNumber } from '../../packet/protocol.ts'
import { AddressIndex } from './address-index.ts'
import type { Connections } from './connections/connections.ts'
import type { ServerStore } from './connections/server-store.ts'
import { inKernelOrder } from './kernel-order.ts'
import type { RealServer, RealServerDefinition } from './model/real-server.ts'
import type { IpvsKernel } from './model/settings.ts'
import {
  textOfKey,
  VirtualServer,
  type VirtualServerKey,
  type VirtualServerOptions,
} from './model/virtual-server.ts'
import { createScheduler } from './scheduler-registry.ts'
import type { SchedulerSettings, ServerChange } from './schedulers/scheduler.ts'

const ftpPort = 21
const ftpDataPort = 20
/** net.ipv4.ip_unprivileged_port_start. */
const unprivilegedPortFirst = 1024

/**
 * The virtual servers and their real ones, and what ipvsadm may do to them (net/netfilter/ipvs/ip_vs_ctl.c). What the
 * kernel refuses is a `UserError` E_IPVS in ipvsadm's words, and nothing has changed. With a journal, changes can be taken back.
 */
export class VirtualServers {
  readonly #byAddress = new AddressIndex<VirtualServer>()
  readonly #byMark = new Map<string, VirtualServer>()
  readonly #counts: Record<Family, number> = { IPv4: 0, IPv6: 0 }
  /** How many stand for every port, and for FTP: only then is a second look worth it. */
  #portZeroCount = 0
  #ftpCount = 0
  #serial = 0
  readonly #kernel: IpvsKernel
  readonly #schedulerSettings: SchedulerSettings
  readonly #servers: ServerStore
  readonly #connections: Connections

  constructor(
    kernel: IpvsKernel,
    schedulerSettings: SchedulerSettings,
    servers: ServerStore,
    connections: Connections,
  ) {
    this.#kernel = kernel
    this.#schedulerSettings = schedulerSettings
    this.#servers = servers
    this.#connections = connections
  }

  /** Without any of a family IPVS is not on that family's hooks (ip_vs_unregister_hooks). */
  count(family: Family): number {
    return this.#counts[family]
  }

  get(key: VirtualServerKey): VirtualServer | undefined {
    return key.kind === 'mark'
      ? this.#byMark.get(textOfKey(key))
      : this.#byAddress.get(key.protocol, key.address, key.port)
  }

  /**
   * The virtual server of a packet, as ip_vs_service_find: by mark; by address, protocol and port; for TCP the FTP
   * one of that address; the one for every port.
   */
  find(mark: number, protocol: number, address: Address, port: number): VirtualServer | undefined {
    if (mark !== 0 && this.#byMark.size > 0) {
      const marked = this.#byMark.get(`mark ${mark} ${familyOf(address)}`)
      if (marked !== undefined) return marked
    }
    const exact = this.#byAddress.get(protocol, address, port)
    if (exact !== undefined) return exact
    const forFtp = port === ftpDataPort || port >= unprivilegedPortFirst
    if (this.#ftpCount > 0 && forFtp && protocol === protocolNumber.tcp) {
      const ftp = this.#byAddress.get(protocol, address, ftpPort)
      if (ftp !== undefined) return ftp
    }
    return this.#portZeroCount > 0 ? this.#byAddress.get(protocol, address, 0) : undefined
  }

  /** In the kernel's order: `/proc/net/ip_vs` and `ipvsadm --nosort`. */
  list(): VirtualServer[] {
    const all = [...this.#byAddress.values(), ...this.#byMark.values()]
    return inKernelOrder(all, this.#kernel.hashSalt)
  }

  add(
    key: VirtualServerKey,
    options: VirtualServerOptions,
    journal?: Journal | undefined,
  ): VirtualServer {
    if (this.get(key) !== undefined) throw refusal('Service already exists', textOfKey(key))
    checkOptions(key, options)
    const scheduler = createScheduler(options.scheduler, this.#schedulerSettings)
    const virtualServer = new VirtualServer(key, ++this.#serial, options, scheduler)
    scheduler.changed?.([], undefined, undefined)
    this.#put(virtualServer)
    journal?.note(() => this.#take(virtualServer))
    return virtualServer
  }

  /** A scheduler that it already has keeps what it remembers; another starts anew. */
  edit(
    key: VirtualServerKey,
    options: VirtualServerOptions,
    journal?: Journal | undefined,
  ): VirtualServer {
    const virtualServer = this.#required(key)
    checkOptions(key, options)
    const { options: optionsBefore, scheduler: schedulerBefore } = virtualServer
    journal?.note(() => {
      virtualServer.options = optionsBefore
      virtualServer.scheduler = schedulerBefore
    })
    virtualServer.options = options
    if (options.scheduler === optionsBefore.scheduler) return virtualServer
    schedulerBefore.close?.(journal)
    virtualServer.scheduler = createScheduler(options.scheduler, this.#schedulerSettings)
    virtualServer.scheduler.changed?.(virtualServer.servers, undefined, undefined)
    return virtualServer
  }

  /** Its servers go to the trash: their connections stay, and come to life if both are added again. */
  remove(key: VirtualServerKey, journal?: Journal | undefined): void {
    const virtualServer = this.#required(key)
    virtualServer.scheduler.close?.(journal)
    this.#take(virtualServer)
    journal?.note(() => this.#put(virtualServer))
    for (const server of virtualServer.servers)
      this.#servers.throwAway(server, this.#connections.nowTicks, journal)
    if (virtualServer.servers.length > 0) this.#connections.serverRemoved(journal)
    this.#setServers(virtualServer, [], journal)
  }

  clear(journal?: Journal | undefined): void {
    for (const { key } of this.list()) this.remove(key, journal)
  }

  addServer(
    key: VirtualServerKey,
    definition: RealServerDefinition,
    journal?: Journal | undefined,
  ): RealServer {
    const virtualServer = this.#required(key, 'Service not defined')
    if (findServer(virtualServer, definition) !== undefined)
      throw refusal('Destination already exists', textOfServer(definition))
    checkServer(virtualServer, definition)
    const server =
      this.#servers.takeBack(virtualServer, definition, journal) ??
      this.#servers.create(virtualServer, definition, journal)
    server.save(journal)
    server.define(definition, true, this.#kernel)
    this.#setServers(virtualServer, [server, ...virtualServer.servers], journal)
    tellScheduler(virtualServer, { kind: 'added', server }, journal)
    return server
  }

  editServer(
    key: VirtualServerKey,
    definition: RealServerDefinition,
    journal?: Journal | undefined,
  ): RealServer {
    const virtualServer = this.#required(key, 'Service not defined')
    const server = findServer(virtualServer, definition)
    if (server === undefined) throw refusal('No such destination', textOfServer(definition))
    checkServer(virtualServer, definition)
    server.save(journal)
    server.define(definition, false, this.#kernel)
    tellScheduler(virtualServer, { kind: 'edited', server }, journal)
    return server
  }

  removeServer(
    key: VirtualServerKey,
    place: Pick<RealServerDefinition, 'address' | 'port'>,
    journal?: Journal | undefined,
  ): void {
    const virtualServer = this.#required(key, 'Service not defined')
    const server = findServer(virtualServer, place)
    if (server === undefined) throw refusal('No such destination', textOfServer(place))
    const at = virtualServer.servers.indexOf(server)
    this.#setServers(virtualServer, virtualServer.servers.toSpliced(at, 1), journal)
    this.#servers.throwAway(server, this.#connections.nowTicks, journal)
    tellScheduler(virtualServer, { kind: 'removed', server, at }, journal)
    this.#connections.serverRemoved(journal)
  }

  #required(key: VirtualServerKey, otherwise = 'No such service'): VirtualServer {
    const virtualServer = this.get(key)
    if (virtualServer === undefined) throw refusal(otherwise, textOfKey(key))
    return virtualServer
  }

  #setServers(
    virtualServer: VirtualServer,
    servers: readonly RealServer[],
    journal: Journal | undefined,
  ): void {
    const before = virtualServer.servers
    journal?.note(() => {
      virtualServer.servers = before
    })
    virtualServer.servers = servers
  }

  #put(virtualServer: VirtualServer): void {
    const { key } = virtualServer
    if (key.kind === 'mark') this.#byMark.set(textOfKey(key), virtualServer)
    else this.#byAddress.set(key.protocol, key.address, key.port, virtualServer)
    this.#count(virtualServer, 1)
  }

  #take(virtualServer: VirtualServer): void {
    const { key } = virtualServer
    if (key.kind === 'mark') this.#byMark.delete(textOfKey(key))
    else this.#byAddress.delete(key.protocol, key.address, key.port)
    this.#count(virtualServer, -1)
  }

  #count(virtualServer: VirtualServer, by: 1 | -1): void {
    this.#counts[virtualServer.family] += by
    if (virtualServer.port === ftpPort) this.#ftpCount += by
    else if (virtualServer.port === 0) this.#portZeroCount += by
  }
}

function tellScheduler(
  virtualServer: VirtualServer,
  change: ServerChange,
  journal: Journal | undefined,
): void {
  virtualServer.scheduler.changed?.(virtualServer.servers, change, journal)
}

function findServer(
  virtualServer: VirtualServer,
  { address, port }: Pick<RealServerDefinition, 'address' | 'port'>,
): RealServer | undefined {
  return virtualServer.servers.find((server) => server.address === address && server.port === port)
}

function checkOptions(key: VirtualServerKey, options: VirtualServerOptions): void {
  const persistent = options.persistentSeconds !== undefined
  if (key.kind === 'address' && key.port === 0 && !persistent)
    throw refusal('Zero port specified for non-persistent service', textOfKey(key))
  const isUdp = key.kind === 'mark' || key.protocol === protocolNumber.udp
  if (options.onePacket && !isUdp)
    throw refusal('One-Packet Scheduling is only for UDP virtual services', textOfKey(key))
  const family = key.kind === 'mark' ? key.family : familyOf(key.address)
  if (family === 'IPv6' && (options.netmask < 1 || options.netmask > 128))
    throw refusal('illegal ipv6 netmask specified', `${options.netmask}, expected 1 to 128`)
}

function checkServer(virtualServer: VirtualServer, definition: RealServerDefinition): void {
  const { weight, upperThreshold, lowerThreshold, address, forwarding } = definition
  if (!Number.isInteger(weight) || weight < 0 || weight > 65_535)
    throw refusal('illegal weight specified', `${weight}, expected 0 to 65535`)
  if (lowerThreshold > upperThreshold)
    throw refusal(
      'lower threshold is higher than upper threshold',
      `${lowerThreshold} and ${upperThreshold}`,
    )
  if (familyOf(address) !== virtualServer.family && forwarding !== 'tunnel')
    throw refusal(
      'Different address family is allowed only for tunneling servers',
      `${textOfServer(definition)} for ${textOfKey(virtualServer.key)}`,
    )
}

function textOfServer({ address, port }: Pick<RealServerDefinition, 'address' | 'port'>): string {
  return formatEndpoint(address, port)
}

function refusal(message: string, what: string): UserError {
  return new UserError('E_IPVS', `${message}: ${what}`)
}
