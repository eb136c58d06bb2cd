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
import type { ProxyMode } from '../../proxy/configuration.ts'
import type { EventStream } from '../events/event-stream.ts'
import { EmulatedNode } from '../node/emulated-node.ts'
import type { ClusterSettings } from './cluster-settings.ts'
import type { LivingNode } from './living-node.ts'
import type { LivingPod } from './living-pod.ts'

/** What a rollout changes of the Pod template; nothing: what `kubectl rollout restart` changes. */
export interface TemplateChange {
  /** Of the first container. */
  readonly image?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

/**
 * API server, controllers, kubelets, kube-proxies and load balancers of one cluster, in virtual time.
 * Changes happen at the timeline's now; what follows from them, with the lags of the settings.
 */
export class LivingCluster {
  readonly nodes: ReadonlyMap<string, LivingNode>
  readonly #objects: readonly KubernetesObject[]
  readonly #timeline: Timeline
  readonly #events: EventStream

  constructor(
    initial: Cluster,
    settings: ClusterSettings,
    timeline: Timeline,
    events: EventStream,
    _chance: Chance,
  ) {
    this.#objects = initial.objects
    this.#timeline = timeline
    this.#events = events
    const nodes = initial.objects.filter((object) => object.kind === 'Node')
    this.nodes = new Map(
      nodes.map((node) => [
        node.metadata.name,
        {
          name: node.metadata.name,
          isLost: false,
          emulated: new EmulatedNode(node, initial.objects, {
            configuration: settings.configuration,
            ...(settings.families === undefined ? {} : { families: settings.families }),
            backend: settings.iptablesBackend ?? 'legacy',
          }),
        },
      ]),
    )
  }

  /** As of now. */
  get objects(): readonly KubernetesObject[] {
    return this.#objects
  }

  /** The first syncs of all nodes; the Pods of the initial cluster run, and are ready if it says so. */
  start(): void {
    const nowMs = this.#timeline.nowMs()
    for (const { name, emulated } of this.nodes.values())
      for (const { mode, sync } of emulated.sync(nowMs))
        this.#events.emit({
          kind: 'sync-done',
          atMs: nowMs,
          node: name,
          family: mode.family,
          sync: sync.kind,
          failed: sync.failed,
          lines: 0,
          bytes: 0,
          waitedMs: 0,
        })
  }

  /** Also one that is terminating; of Pods on the host's network none. */
  podAt(_address: Address): LivingPod | undefined {
    return undefined
  }

  /** `namespace/name`. */
  podNamed(_name: string): LivingPod | undefined {
    return undefined
  }

  /** Where the external load balancer of a Service (`namespace/name`) sends traffic now. */
  loadBalancerNodes(_serviceName: string): readonly string[] {
    return [...this.nodes.keys()]
  }

  /** `kubectl apply`. @throws UserError E_INVALID where the API server would refuse one: then none is applied */
  apply(_objects: readonly InputObject[]): void {
    throw notYet()
  }

  /** @throws UserError E_UNKNOWN_OBJECT, as all that follow do */
  delete(_reference: ObjectReference): void {
    throw notYet()
  }

  scale(_workload: ObjectReference, _replicas: number): void {
    throw notYet()
  }

  rollOut(_workload: ObjectReference, _change?: TemplateChange): void {
    throw notYet()
  }

  /** `namespace/name` of the Pods whose processes from now on answer their readiness probe with yes or no. */
  setReady(_pods: readonly string[], _isReady: boolean): void {
    throw notYet()
  }

  /** Its processes end at once, with nobody told before; the kubelet starts them anew. */
  killPod(_name: string): void {
    throw notYet()
  }

  /** `kubectl delete pod`. */
  deletePod(_name: string): void {
    throw notYet()
  }

  /** The node is reached by nobody and reaches nobody. @throws UserError E_UNKNOWN_NODE, as all that follow do */
  loseNode(_name: string): void {
    throw notYet()
  }

  returnNode(_name: string): void {
    throw notYet()
  }

  restartKubeProxy(_node: string): void {
    throw notYet()
  }

  pauseSyncs(_node: string): void {
    throw notYet()
  }

  resumeSyncs(_node: string): void {
    throw notYet()
  }

  setSysctl(_node: string, _name: string, _value: string): void {
    throw notYet()
  }

  flushConntrack(_node: string): void {
    throw notYet()
  }

  /** Undefined: of every node. */
  changeMode(_node: string | undefined, _mode: ProxyMode): void {
    throw notYet()
  }
}

function notYet(): UserError {
  return new UserError('E_UNSUPPORTED', 'this change of a cluster in virtual time is being built')
}
