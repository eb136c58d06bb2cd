import { UserError } from '../../base/user-error.ts'
import type { Backend } from '../../kernel/iptables/engine/iptables-engine.ts'
import { RecentTables } from '../../kernel/iptables/matches/state/recent-tables.ts'
import type { HookOwner } from '../../kernel/netfilter/hook.ts'
import { Routing } from '../../kernel/netfilter/routing.ts'
import { NftablesEngine } from '../../kernel/nftables/engine/nftables-engine.ts'
import { NodeKernel } from '../../kernel/node-kernel.ts'
import type { KubernetesObject, WatchedObject } from '../../kubernetes/objects/kubernetes-object.ts'
import type { Node } from '../../kubernetes/objects/node.ts'
import type { Pod } from '../../kubernetes/objects/pod.ts'
import { type Family, familyOf, formatAddress } from '../../packet/address.ts'
import { protocolNumber } from '../../packet/protocol.ts'
import type { ProxyConfiguration } from '../../proxy/configuration.ts'
import type { WatchEvent } from '../../proxy/kube-proxy.ts'
import type { Machine } from '../../proxy/node/machine.ts'
import { HealthCheckSockets } from './health-check-sockets.ts'
import { createIptablesMode, type IptablesMode } from './iptables-mode.ts'
import { IpvsKernel } from './ipvs-kernel.ts'
import { createIpvsMode, type IpvsMode } from './ipvs-mode.ts'
import { createNftablesMode, type NftablesMode } from './nftables-mode.ts'
import { addressesOf, type NodeNetwork, networkOfNode } from './node-network.ts'
import { deleteStaleConnections } from './stale-connections.ts'

/** One family of a node in one of the three modes. */
export type NodeMode = IptablesMode | IpvsMode | NftablesMode

/** What a sync wrote, by family. */
export type NodeSync = SyncOf<IptablesMode> | SyncOf<IpvsMode> | SyncOf<NftablesMode>

interface SyncOf<Mode extends NodeMode> {
  readonly kind: Mode['mode']
  readonly mode: Mode
  readonly sync: ReturnType<Mode['proxy']['sync']>
}

export interface EmulatedNodeOptions {
  readonly configuration: ProxyConfiguration
  /** IPv4 first; families without a node address are left out. Undefined: all that the node has. */
  readonly families?: readonly Family[]
  readonly backend?: Backend
}

/** What `uname -r` says on the node: new enough for kube-proxy to leave conn_reuse_mode alone. */
const kernelRelease = '6.12'
/** A machine like those that kubeadm makes of a cloud's smaller ones. */
const cpuCount = 2

/** One node of a cluster: a kube-proxy a family, and the kernel that they write into. */
export class EmulatedNode {
  readonly node: Node
  readonly network: NodeNetwork
  readonly kernel: NodeKernel
  readonly modes: readonly NodeMode[]
  readonly #healthCheckSockets: HealthCheckSockets
  #isStarted = false

  constructor(node: Node, objects: readonly KubernetesObject[], options: EmulatedNodeOptions) {
    this.node = node
    this.network = networkOfNode(node, objects)
    this.kernel = new NodeKernel(new Routing(this.network.interfaces, this.network.routes))
    this.#healthCheckSockets = new HealthCheckSockets(this.kernel.sockets)
    const machine = machineOf(node, this.network)
    const engines = {
      recent: new RecentTables(),
      nftables: new NftablesEngine(),
      ipvs: new IpvsKernel(this.kernel, kernelRelease),
    }
    this.modes = familiesOf(node, options.families).map((family) => {
      const mode = createMode(family, machine, options, engines)
      for (const [name, value] of Object.entries(mode.sysctls))
        this.kernel.setSysctl(name, String(value))
      return mode
    })
    for (const engine of new Set(this.modes.flatMap(hookOwnersOf))) this.kernel.register(engine)
    for (const object of objects) this.#listen(object)
    for (const event of objects.flatMap(appliedEvent)) this.observe(event)
  }

  observe(event: WatchEvent): void {
    for (const { proxy } of this.modes) proxy.observe(event)
  }

  /** Moves the node from one state of the cluster to another. */
  observeChange(before: readonly KubernetesObject[], after: readonly KubernetesObject[]): void {
    for (const event of changesBetween(before, after)) this.observe(event)
  }

  /** The first time every kube-proxy writes all; later, those that an event asked write what is new. */
  sync(nowMs: number): NodeSync[] {
    const isStarted = this.#isStarted
    this.#isStarted = true
    return this.modes
      .filter(({ proxy }) => !isStarted || proxy.isSyncWanted)
      .map((mode) => this.#syncMode(mode, nowMs))
  }

  #syncMode(mode: NodeMode, nowMs: number): NodeSync {
    const done = syncOf(mode, nowMs)
    const { tracker } = this.kernel
    const table = mode.family === 'IPv4' ? tracker.ipv4 : tracker.ipv6
    if (done.sync.cleansConntrack) deleteStaleConnections(table, mode.proxy, nowMs)
    this.#healthCheckSockets.update(mode.family, mode.proxy.healthServer.answers())
    return done
  }

  /** Pods on the node's own network listen on its addresses. */
  #listen(object: KubernetesObject): void {
    if (object.kind !== 'Pod' || !isHostPodOf(object, this.node.metadata.name)) return
    for (const { ports } of object.spec.containers)
      for (const { containerPort, protocol } of ports)
        this.kernel.sockets.open({
          protocol: protocolNumber[protocol.toLowerCase() as 'tcp' | 'udp' | 'sctp'],
          port: containerPort,
        })
  }
}

/** What both families of a node share. */
interface SharedEngines {
  readonly recent: RecentTables
  readonly nftables: NftablesEngine
  readonly ipvs: IpvsKernel
}

function createMode(
  family: Family,
  machine: Machine,
  { configuration, backend = 'legacy' }: EmulatedNodeOptions,
  { recent, nftables, ipvs }: SharedEngines,
): NodeMode {
  switch (configuration.mode) {
    case 'iptables':
      return createIptablesMode(family, configuration, machine, { backend, recent })
    case 'nftables':
      return createNftablesMode(family, configuration, machine, nftables)
    case 'ipvs':
      return createIpvsMode(family, configuration, machine, {
        backend,
        recent,
        ipvs,
        kernelRelease,
      })
  }
}

function hookOwnersOf(mode: NodeMode): HookOwner[] {
  return mode.mode === 'ipvs' ? [mode.engine, mode.ipvs.hooks] : [mode.engine]
}

function syncOf(mode: NodeMode, nowMs: number): NodeSync {
  switch (mode.mode) {
    case 'iptables':
      return { kind: mode.mode, mode, sync: mode.proxy.sync(nowMs) }
    case 'ipvs':
      return { kind: mode.mode, mode, sync: mode.proxy.sync(nowMs) }
    case 'nftables':
      return { kind: mode.mode, mode, sync: mode.proxy.sync(nowMs) }
  }
}

function familiesOf(node: Node, wanted: readonly Family[] | undefined): readonly Family[] {
  const own = new Set(addressesOf(node).map(familyOf))
  const families = (['IPv4', 'IPv6'] as const).filter(
    (family) => own.has(family) && (wanted === undefined || wanted.includes(family)),
  )
  if (families.length > 0) return families
  throw new UserError(
    'E_USAGE',
    `node ${node.metadata.name} has no ${wanted?.join(' or ') ?? 'IP'} address`,
  )
}

function machineOf(node: Node, network: NodeNetwork): Machine {
  return {
    nodeName: node.metadata.name,
    nodeIps: addressesOf(node).map(formatAddress),
    podCidrs: node.spec.podCIDRs,
    interfaces: Object.fromEntries(
      network.interfaces.map(({ name, addresses }) => [
        name,
        addresses.map(({ address, length }) => `${formatAddress(address)}/${length}`),
      ]),
    ),
    sysctls: {},
    cpuCount,
    hasRandomFully: true,
    hasNfacct: true,
  }
}

function appliedEvent(object: KubernetesObject): WatchEvent[] {
  return object.kind === 'Pod' ? [] : [{ kind: 'applied', object }]
}

function changesBetween(
  before: readonly KubernetesObject[],
  after: readonly KubernetesObject[],
): WatchEvent[] {
  const earlier = new Map(before.filter(isWatched).map((object) => [keyOf(object), object]))
  const later = new Map(after.filter(isWatched).map((object) => [keyOf(object), object]))
  const gone = [...earlier].flatMap(([key, { kind, metadata }]): WatchEvent[] =>
    later.has(key)
      ? []
      : [{ kind: 'deleted', objectKind: kind, namespace: metadata.namespace, name: metadata.name }],
  )
  const applied = [...later].flatMap(([key, object]): WatchEvent[] => {
    const previous = earlier.get(key)
    const same = previous !== undefined && JSON.stringify(previous) === JSON.stringify(object)
    return same ? [] : [{ kind: 'applied', object }]
  })
  return [...gone, ...applied]
}

function isWatched(object: KubernetesObject): object is WatchedObject {
  return object.kind !== 'Pod'
}

function keyOf({ kind, metadata }: WatchedObject): string {
  return `${kind}/${metadata.namespace}/${metadata.name}`
}

function isHostPodOf({ spec }: Pod, nodeName: string): boolean {
  return spec.hostNetwork && spec.nodeName === nodeName
}
