import type { Chance } from '../../base/chance.ts'
import type { Timeline } from '../../base/timeline.ts'
import { UserError } from '../../base/user-error.ts'
import type { Cluster } from '../../kubernetes/cluster/make-cluster.ts'
import type { InputObject } from '../../kubernetes/objects/input-object.ts'
import type {
  KubernetesObject,
  ObjectReference,
} from '../../kubernetes/objects/kubernetes-object.ts'
import type { Address } from '../../packet/address.ts'
import { type ProxyMode, withMode } from '../../proxy/configuration.ts'
import type { EventStream } from '../events/event-stream.ts'
import type { TemplateChange } from './api/api-requests.ts'
import { unknownObject } from './api/api-requests.ts'
import { timestampOf } from './api/pod-control.ts'
import { type ClusterParts, clusterParts } from './cluster-parts.ts'
import type { ClusterSettings } from './cluster-settings.ts'
import type { NodeProxies } from './kube-proxy/node-proxies.ts'
import type { PodLife } from './kubelet/pod-life.ts'
import type { LivingNode } from './living-node.ts'
import type { LivingPod } from './living-pod.ts'

/**
 * API server, controllers, kubelets, kube-proxies and load balancers of one cluster, in virtual time.
 * Changes happen at the timeline's now; what follows from them, with the lags of the settings.
 */
export class LivingCluster {
  readonly #parts: ClusterParts
  readonly #timeline: Timeline
  readonly #events: EventStream

  constructor(
    initial: Cluster,
    settings: ClusterSettings,
    timeline: Timeline,
    events: EventStream,
    chance: Chance,
  ) {
    this.#timeline = timeline
    this.#events = events
    this.#parts = clusterParts(initial, settings, timeline, events, chance)
  }

  get nodes(): ReadonlyMap<string, LivingNode> {
    return this.#parts.kubeProxies.nodes
  }

  /** As of now. */
  get objects(): readonly KubernetesObject[] {
    return this.#parts.api.list()
  }

  /** Every kube-proxy that can be reached has written all that the API server holds, and no controller has anything to do. */
  get isConverged(): boolean {
    const { kubeProxies, workloads, endpointSlices } = this.#parts
    return workloads.isIdle && endpointSlices.isIdle && kubeProxies.isConverged
  }

  /** The first syncs of all nodes; the Pods of the initial cluster run, and are ready if it says so. */
  start(): void {
    const { workloads, kubeProxies, loadBalancers } = this.#parts
    workloads.start()
    kubeProxies.start()
    loadBalancers.start()
  }

  /** Also one that is terminating; of Pods on the host's network none. */
  podAt(address: Address): LivingPod | undefined {
    return this.#parts.kubelets.at(address)
  }

  /** `namespace/name`; undefined also before it is bound to a node. */
  podNamed(name: string): LivingPod | undefined {
    return this.#parts.kubelets.lives.get(name)
  }

  /** Where the external load balancer of a Service (`namespace/name`) sends traffic now. */
  loadBalancerNodes(serviceName: string): readonly string[] {
    return this.#parts.loadBalancers.nodesOf(serviceName)
  }

  /** Syncs that a node's kube-proxies made, and those that would have changed nothing and were only counted. */
  syncCounts(node: string): { readonly made: number; readonly idle: number } {
    return this.#node(node).syncCounts
  }

  /** `kubectl apply`. @throws UserError E_INVALID where the API server would refuse one: then none is applied */
  apply(objects: readonly InputObject[]): void {
    this.#parts.requests.apply(objects)
  }

  /** @throws UserError E_UNKNOWN_OBJECT, as all that follow do */
  delete(reference: ObjectReference): void {
    this.#parts.requests.delete(reference)
  }

  scale(workload: ObjectReference, replicas: number): void {
    this.#parts.requests.scale(workload, replicas)
  }

  rollOut(workload: ObjectReference, change?: TemplateChange): void {
    this.#parts.requests.rollOut(workload, change, timestampOf(this.#timeline.nowMs()))
  }

  /** `namespace/name` of the Pods whose processes from now on answer their readiness probe with yes or no. */
  setReady(pods: readonly string[], isReady: boolean): void {
    const lives = pods.map((name) => this.#pod(name))
    for (const life of lives) this.#parts.kubelets.setReady(life, isReady)
  }

  /** Its processes end at once, with nobody told before; the kubelet starts them anew. */
  killPod(name: string): void {
    this.#parts.kubelets.kill(this.#pod(name))
  }

  /** `kubectl delete pod`. */
  deletePod(name: string): void {
    const [namespace = '', podName = ''] = name.split('/')
    this.delete({ kind: 'Pod', namespace, name: podName })
  }

  /** The node is reached by nobody and reaches nobody. @throws UserError E_UNKNOWN_NODE, as all that follow do */
  loseNode(name: string): void {
    const node = this.#node(name)
    if (node.isLost) return
    node.lose()
    this.#parts.nodeLifecycle.nodeLost(name)
    this.#tell('node-lost', name)
  }

  returnNode(name: string): void {
    const node = this.#node(name)
    if (!node.isLost) return
    node.return()
    this.#parts.nodeLifecycle.nodeReturned(name)
    this.#parts.kubelets.nodeReturned(name)
    this.#tell('node-returned', name)
  }

  /** Another process, over what the earlier one left. */
  restartKubeProxy(node: string): void {
    this.#node(node).restart()
    this.#tell('kube-proxy-restarted', node)
  }

  pauseSyncs(node: string): void {
    this.#node(node).pause()
    this.#tell('syncs-paused', node)
  }

  resumeSyncs(node: string): void {
    this.#node(node).resume()
    this.#tell('syncs-resumed', node)
  }

  /** Somebody else than kube-proxy takes a node's xtables lock. */
  holdXtablesLock(node: string): void {
    this.#node(node).xtablesLock.hold()
  }

  releaseXtablesLock(node: string): void {
    this.#node(node).xtablesLock.release()
  }

  setSysctl(node: string, name: string, value: string): void {
    this.#node(node).emulated.setSysctl(name, value)
    this.#events.emit({ kind: 'sysctl-set', atMs: this.#timeline.nowMs(), node, name, value })
  }

  /** `conntrack -F` */
  flushConntrack(node: string): void {
    const count = this.#node(node).emulated.flushConntrack()
    const atMs = this.#timeline.nowMs()
    this.#tell('conntrack-flushed', node)
    if (count > 0)
      this.#events.emit({ kind: 'entries-deleted', atMs, node, table: 'conntrack', count })
  }

  /** kube-proxy is started anew in this mode. Undefined: on every node. */
  changeMode(node: string | undefined, mode: ProxyMode): void {
    const names = node === undefined ? [...this.nodes.keys()] : [node]
    for (const name of names) {
      const proxies = this.#node(name)
      proxies.restart(withMode(proxies.configuration, mode))
      this.#events.emit({ kind: 'mode-changed', atMs: this.#timeline.nowMs(), node: name, mode })
    }
  }

  #node(name: string): NodeProxies {
    const node = this.#parts.kubeProxies.nodes.get(name)
    if (node === undefined) throw new UserError('E_UNKNOWN_NODE', `no node named "${name}"`)
    return node
  }

  #pod(name: string): PodLife {
    const life = this.#parts.kubelets.lives.get(name)
    if (life !== undefined) return life
    const [namespace = '', podName = ''] = name.split('/')
    throw unknownObject({ kind: 'Pod', namespace, name: podName })
  }

  #tell(
    kind:
      | 'node-lost'
      | 'node-returned'
      | 'kube-proxy-restarted'
      | 'syncs-paused'
      | 'syncs-resumed'
      | 'conntrack-flushed',
    node: string,
  ): void {
    this.#events.emit({ kind, atMs: this.#timeline.nowMs(), node })
  }
}
