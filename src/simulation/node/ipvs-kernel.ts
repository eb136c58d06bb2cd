import { IpSets } from '../../kernel/ipset/ip-sets.ts'
import { runSetCommand } from '../../kernel/ipset/set-restore.ts'
import { IpvsEngine } from '../../kernel/ipvs/engine.ts'
import { IpvsHooks } from '../../kernel/ipvs/hooks/ipvs-hooks.ts'
import { plainServer } from '../../kernel/ipvs/model/real-server.ts'
import type { SchedulerName } from '../../kernel/ipvs/model/scheduler-name.ts'
import { kernelOfRelease, setSysctl } from '../../kernel/ipvs/model/settings.ts'
import { serviceFlag, type VirtualServerKey } from '../../kernel/ipvs/model/virtual-server.ts'
import type { NodeKernel } from '../../kernel/node-kernel.ts'
import { addressBits, familyOf, parseAddress } from '../../packet/address.ts'
import { protocolNumber } from '../../packet/protocol.ts'
import type { RealServer, VirtualServer } from '../../proxy/ipvs/servers/virtual-server.ts'
import { setCreation } from '../../proxy/ipvs/sets/set-definition.ts'
import {
  dummyDevice,
  type IpvsOperation,
  type IpvsTransaction,
} from '../../proxy/ipvs/transaction.ts'
import type { Sysctls } from '../../proxy/node/conntrack-sysctls.ts'

const vsPrefix = 'net/ipv4/vs/'

/** What IPVS mode writes into beside iptables; both families of a node share it. */
export class IpvsKernel {
  readonly engine: IpvsEngine
  readonly hooks: IpvsHooks
  readonly sets = new IpSets()
  readonly #kernel: NodeKernel
  readonly #addresses = new Set<string>()
  readonly #made = new Set<string>()

  /** `release`: as `uname -r` has it. */
  constructor(kernel: NodeKernel, release: string) {
    this.#kernel = kernel
    this.engine = new IpvsEngine(kernelOfRelease(release))
    this.hooks = new IpvsHooks(this.engine, kernel.tracker)
  }

  /** On kube-ipvs0, sorted. */
  get addresses(): readonly string[] {
    return [...this.#addresses].sort()
  }

  setSysctls(sysctls: Sysctls): void {
    for (const [name, value] of Object.entries(sysctls))
      if (name.startsWith(vsPrefix))
        setSysctl(this.engine.sysctls, name.slice(vsPrefix.length), String(value))
  }

  /** All of a transaction but its iptables part. */
  apply(transaction: IpvsTransaction, nowMs: number): void {
    this.hooks.advance(nowMs)
    this.#applySets(transaction, nowMs)
    // kube-proxy binds an address with its virtual server: no packet sees one without the other.
    this.#bind([...this.#addresses, ...transaction.boundAddresses])
    for (const operation of transaction.operations) this.#applyOperation(operation)
    const gone = new Set(transaction.unboundAddresses)
    this.#bind([...this.#addresses].filter((address) => !gone.has(address)))
    this.hooks.advance(nowMs)
  }

  /** Active and inactive connections of a real server. */
  countConnections(virtualServer: VirtualServer, realServer: RealServer): number {
    const address = parseAddress(realServer.ip)
    const found = this.engine.virtualServers
      .get(keyOf(virtualServer))
      ?.servers.find((one) => one.address === address && one.port === realServer.port)
    return found === undefined ? 0 : found.active + found.inactive
  }

  #applySets({ sets, entryOperations }: IpvsTransaction, nowMs: number): void {
    for (const set of sets) {
      if (this.#made.has(set.name)) continue
      this.#made.add(set.name)
      runSetCommand(this.sets, `create ${setCreation(set)}`, nowMs)
    }
    for (const { kind, set, entry } of entryOperations)
      runSetCommand(this.sets, `${kind === 'add' ? 'add' : 'del'} ${set.name} ${entry}`, nowMs)
  }

  #bind(addresses: readonly string[]): void {
    this.#addresses.clear()
    for (const address of addresses) this.#addresses.add(address)
    this.#kernel.routing.setInterface({
      name: dummyDevice,
      addresses: [...this.#addresses].map((text) => {
        const address = parseAddress(text)
        return { address, length: addressBits(familyOf(address)) }
      }),
    })
  }

  #applyOperation(operation: IpvsOperation): void {
    const { virtualServers } = this.engine
    const key = keyOf(operation.virtualServer)
    switch (operation.kind) {
      case 'add-virtual-server':
        virtualServers.add(key, optionsOf(operation.virtualServer))
        break
      case 'update-virtual-server':
        virtualServers.edit(key, optionsOf(operation.virtualServer))
        break
      case 'delete-virtual-server':
        virtualServers.remove(key)
        break
      case 'add-real-server':
        virtualServers.addServer(key, definitionOf(operation.realServer))
        break
      case 'update-real-server':
        virtualServers.editServer(key, definitionOf(operation.realServer))
        break
      case 'delete-real-server':
        virtualServers.removeServer(key, definitionOf(operation.realServer))
        break
    }
  }
}

function keyOf({ address, port, protocol }: VirtualServer): VirtualServerKey {
  return {
    kind: 'address',
    address: parseAddress(address),
    port,
    protocol: protocolNumber[protocol.toLowerCase() as 'tcp' | 'udp' | 'sctp'],
  }
}

function optionsOf({ address, scheduler, flags, timeoutSeconds }: VirtualServer) {
  const schedulerBits = serviceFlag.scheduler1 | serviceFlag.scheduler2 | serviceFlag.scheduler3
  return {
    scheduler: scheduler as SchedulerName,
    schedulerFlags: flags & schedulerBits,
    persistentSeconds: (flags & serviceFlag.persistent) === 0 ? undefined : timeoutSeconds,
    netmask: address.includes(':') ? 128 : 0xffffffff,
    onePacket: false,
  }
}

function definitionOf({ ip, port, weight }: RealServer) {
  return { ...plainServer, address: parseAddress(ip), port, weight }
}
