import { UserError } from '../../base/user-error.ts'
import type { Backend } from '../../kernel/iptables/engine/iptables-engine.ts'
import type { HookOwner } from '../../kernel/netfilter/hook.ts'
import type { NetworkInterface } from '../../kernel/netfilter/network-interface.ts'
import { Routing } from '../../kernel/netfilter/routing.ts'
import { NodeKernel } from '../../kernel/node-kernel.ts'
import type { KubernetesObject, WatchedObject } from '../../kubernetes/objects/kubernetes-object.ts'
import type { Node } from '../../kubernetes/objects/node.ts'
import type { Pod } from '../../kubernetes/objects/pod.ts'
import { type Family, familyOf, formatAddress } from '../../packet/address.ts'
import { protocolNumber } from '../../packet/protocol.ts'
import type { ExistingChains } from '../../proxy/cleanup/iptables-leftovers.ts'
import { platformCleanup } from '../../proxy/cleanup/platform-cleanup.ts'
import type { ProxyConfiguration, ProxyMode } from '../../proxy/configuration.ts'
import type { WatchEvent } from '../../proxy/kube-proxy.ts'
import type { Machine } from '../../proxy/node/machine.ts'
import { HealthCheckSockets } from './health-check-sockets.ts'
import { NodeEngines } from './node-engines.ts'
import { createMode, hookOwnersOf, type NodeMode, type NodeSync, syncOf } from './node-mode.ts'
import { addressesOf, type NodeNetwork, networkOfNode } from './node-network.ts'
import { type CleanupOutcome, runCleanup } from './run-cleanup.ts'
import { deleteStaleConnections, flushConnections } from './stale-connections.ts'

export interface EmulatedNodeOptions {
  readonly configuration: ProxyConfiguration
  /** IPv4 first; families without a node address are left out. Undefined: all that the node has. */
  readonly families?: readonly Family[]
  readonly backend?: Backend
  /** As `uname -r` has it. */
  readonly kernelRelease?: string
}

/** A machine like those that kubeadm makes of a cloud's smaller ones. */
const cpuCount = 2

/** One node of a cluster: a kube-proxy a family, and the kernel that they write into. */
export class EmulatedNode {
  readonly node: Node
  readonly network: NodeNetwork
  readonly kernel: NodeKernel
  readonly engines: NodeEngines
  readonly #families: readonly Family[]
  readonly #healthCheckSockets: HealthCheckSockets
  readonly #registered = new Set<HookOwner>()
  #modes: readonly NodeMode[] = []
  #isStarted = false

  constructor(node: Node, objects: readonly KubernetesObject[], options: EmulatedNodeOptions) {
    const { configuration, families, backend = 'legacy', kernelRelease } = options
    this.node = node
    this.network = networkOfNode(node, objects)
    this.kernel = new NodeKernel(new Routing(this.network.interfaces, this.network.routes))
    this.engines = new NodeEngines(this.kernel, backend, kernelRelease)
    this.#families = familiesOf(node, families)
    this.#healthCheckSockets = new HealthCheckSockets(this.kernel.sockets)
    this.#start(configuration, objects)
    for (const object of objects) this.#listen(object)
  }

  /** Those of the kube-proxies that run now. */
  get modes(): readonly NodeMode[] {
    return this.#modes
  }

  /**
   * The kube-proxies end, and others start over what they left in the kernel: connections, rules, sets, sysctls.
   * Tells what these clean up before their first `sync`. `objects`: the cluster as it is now.
   */
  restart(
    configuration: ProxyConfiguration,
    objects: readonly KubernetesObject[],
  ): readonly CleanupOutcome[] {
    this.#leave()
    const outcomes = this.#cleanUp(configuration.mode)
    this.#start(configuration, objects)
    this.#isStarted = false
    return outcomes
  }

  /** The kube-proxies end, and `kube-proxy --cleanup` runs in their place. */
  cleanUp(): readonly CleanupOutcome[] {
    this.#leave()
    this.#modes = []
    return this.#cleanUp('everything')
  }

  observe(event: WatchEvent): void {
    for (const { proxy } of this.#modes) proxy.observe(event)
  }

  /** Undefined: the node has no kube-proxy of this family. */
  modeOf(family: Family): NodeMode | undefined {
    return this.#modes.find((mode) => mode.family === family)
  }

  /**
   * One family's sync, whether it was asked for or not; its events are `modeOf(family).proxy`'s to observe.
   * `hasLock` false: somebody else holds the xtables lock, and what goes by iptables is not taken.
   */
  syncFamily(family: Family, nowMs: number, hasLock = true): NodeSync | undefined {
    this.#isStarted = true
    const mode = this.modeOf(family)
    if (mode === undefined) return undefined
    this.engines.isXtablesLocked = !hasLock
    const done = this.#syncMode(mode, nowMs)
    this.engines.isXtablesLocked = false
    return done
  }

  /** `sysctl -w`, dots or slashes. */
  setSysctl(name: string, value: string): void {
    const path = name.replaceAll('.', '/')
    this.kernel.setSysctl(name, value)
    if (path.startsWith('net/ipv4/vs/')) this.engines.ipvs.setSysctls({ [path]: Number(value) })
  }

  /** `conntrack -F`, of both families; returns how many entries went. */
  flushConntrack(): number {
    const { ipv4, ipv6 } = this.kernel.tracker
    return flushConnections(ipv4) + flushConnections(ipv6)
  }

  /** Moves the node from one state of the cluster to another. */
  observeChange(before: readonly KubernetesObject[], after: readonly KubernetesObject[]): void {
    for (const event of changesBetween(before, after)) this.observe(event)
  }

  /** The first time every kube-proxy writes all; later, those that an event asked write what is new. */
  sync(nowMs: number): NodeSync[] {
    const isStarted = this.#isStarted
    this.#isStarted = true
    return this.#modes
      .filter(({ proxy }) => !isStarted || proxy.isSyncWanted)
      .map((mode) => this.#syncMode(mode, nowMs))
  }

  #start(configuration: ProxyConfiguration, objects: readonly KubernetesObject[]): void {
    const machine = machineOf(this.node, this.kernel.routing.interfaces)
    this.#modes = this.#families.map((family) => {
      const mode = createMode(family, configuration, machine, this.engines)
      for (const [name, value] of Object.entries(mode.sysctls))
        this.kernel.setSysctl(name, String(value))
      return mode
    })
    for (const engine of this.#modes.flatMap(hookOwnersOf)) this.#register(engine)
    for (const event of objects.flatMap(appliedEvent)) this.observe(event)
  }

  #register(engine: HookOwner): void {
    if (this.#registered.has(engine)) return
    this.#registered.add(engine)
    this.kernel.register(engine)
  }

  /** Health checks end with the process; what is in the kernel stays. */
  #leave(): void {
    for (const mode of this.#modes) {
      this.#healthCheckSockets.update(mode.family, [])
      if (mode.mode === 'ipvs') this.engines.leaveIpvs(mode.family, mode.proxier.snapshot())
      if (mode.mode === 'nftables') this.engines.leaveNftables(mode.family, mode.proxier.snapshot())
    }
  }

  #cleanUp(mode: ProxyMode | 'everything'): readonly CleanupOutcome[] {
    const chainsOf = (family: Family): ExistingChains => {
      const engine = this.engines.iptables.get(family)
      const chains = (table: 'nat' | 'filter') => [...(engine?.table(table)?.chains.keys() ?? [])]
      return { nat: chains('nat'), filter: chains('filter') }
    }
    return runCleanup(platformCleanup(mode, { families: this.#families, chainsOf }), this.engines)
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

/** IPv4 first. @throws UserError E_USAGE where none is left */
export function familiesOf(node: Node, wanted: readonly Family[] | undefined): readonly Family[] {
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

function machineOf(node: Node, interfaces: readonly NetworkInterface[]): Machine {
  return {
    nodeName: node.metadata.name,
    nodeIps: addressesOf(node).map(formatAddress),
    podCidrs: node.spec.podCIDRs,
    interfaces: Object.fromEntries(
      interfaces.map(({ name, addresses }) => [
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
