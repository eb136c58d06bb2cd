import { parseElement, printElement } from '../../kernel/ipset/element-text.ts'
import { IpSets } from '../../kernel/ipset/ip-sets.ts'
import { runSetCommand } from '../../kernel/ipset/set-restore.ts'
import { IpvsEngine } from '../../kernel/ipvs/engine.ts'
import { IpvsHooks } from '../../kernel/ipvs/hooks/ipvs-hooks.ts'
import { plainServer } from '../../kernel/ipvs/model/real-server.ts'
import type { SchedulerName } from '../../kernel/ipvs/model/scheduler-name.ts'
import { kernelOfRelease, setSysctl } from '../../kernel/ipvs/model/settings.ts'
import { serviceFlag, type VirtualServerKey } from '../../kernel/ipvs/model/virtual-server.ts'
import type { InterfaceAddress } from '../../kernel/netfilter/network-interface.ts'
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
const plainElement = {
  expiresAtMs: undefined,
  comment: undefined,
  noMatch: false,
  rest: '',
  packets: 0,
  bytes: 0,
}

/** What IPVS mode writes into beside iptables; both families of a node share it. */
export class IpvsKernel {
  readonly engine: IpvsEngine
  readonly hooks: IpvsHooks
  readonly sets = new IpSets()
  readonly #kernel: NodeKernel
  readonly #addresses = new Map<string, InterfaceAddress>()
  readonly #made = new Set<string>()

  /** `release`: as `uname -r` has it. */
  constructor(kernel: NodeKernel, release: string) {
    this.#kernel = kernel
    this.engine = new IpvsEngine(kernelOfRelease(release))
    this.hooks = new IpvsHooks(this.engine, kernel.tracker)
  }

  /** On kube-ipvs0, sorted. */
  get addresses(): readonly string[] {
    return [...this.#addresses.keys()].sort()
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
    this.#bind(transaction.boundAddresses, transaction.unboundAddresses)
    // Operations on one virtual server follow each other: its key is made once.
    let of: VirtualServer | undefined
    let key: VirtualServerKey | undefined
    for (const operation of transaction.operations) {
      if (key === undefined || operation.virtualServer !== of) {
        of = operation.virtualServer
        key = keyOf(of)
      }
      this.#applyOperation(operation, key)
    }
    this.hooks.advance(nowMs)
  }

  /** `ipvsadm -C`; false: there was nothing. */
  flush(): boolean {
    const { virtualServers } = this.engine
    const isEmpty = virtualServers.list().length === 0
    virtualServers.clear()
    return !isEmpty
  }

  /** Takes kube-ipvs0 away; false: it is not there. */
  deleteDevice(): boolean {
    const wasThere = this.#kernel.routing.hasInterface(dummyDevice)
    this.#addresses.clear()
    this.#kernel.routing.removeInterface(dummyDevice)
    return wasThere
  }

  /** `ipset destroy`; false: there is no such set. */
  destroySet(name: string): boolean {
    if (this.sets.get(name) === undefined) return false
    runSetCommand(this.sets, `destroy ${name}`, 0)
    this.#made.delete(name)
    return true
  }

  has(virtualServer: VirtualServer): boolean {
    return this.engine.virtualServers.get(keyOf(virtualServer)) !== undefined
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
    for (const { kind, set, entry } of entryOperations) {
      const there = this.sets.get(set.name)
      if (there === undefined) continue
      for (const parts of parseElement(entry, there.type, there.options)) {
        const text = printElement(parts, there.type)
        if (kind === 'add') there.add({ parts, text, ...plainElement })
        else there.delete(text)
      }
    }
  }

  #bind(added: readonly string[], removed: readonly string[]): void {
    if (added.length === 0 && removed.length === 0) return
    for (const text of added) {
      const address = parseAddress(text)
      this.#addresses.set(text, { address, length: addressBits(familyOf(address)) })
    }
    for (const text of removed) this.#addresses.delete(text)
    this.#kernel.routing.setInterface({
      name: dummyDevice,
      addresses: [...this.#addresses.values()],
    })
  }

  #applyOperation(operation: IpvsOperation, key: VirtualServerKey): void {
    const { virtualServers } = this.engine
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
  const { forwarding, upperThreshold, lowerThreshold } = plainServer
  return { address: parseAddress(ip), port, weight, forwarding, upperThreshold, lowerThreshold }
}
