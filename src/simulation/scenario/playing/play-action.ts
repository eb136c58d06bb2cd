import { UserError } from '../../../base/user-error.ts'
import type { LivingCluster } from '../../cluster/living-cluster.ts'
import type { NodeSelector, PlannedAction, PodSelector } from '../planned-event.ts'
import { podsOfService, podsOfWorkload } from '../reading/pods-of.ts'
import type { PodsInUse } from './pods-in-use.ts'

export interface ActionContext {
  readonly cluster: LivingCluster
  readonly podsInUse: PodsInUse
  readonly inject: (
    action: Extract<PlannedAction, { kind: 'inject' }>,
    nodes: readonly string[],
  ) => void
}

/** Does what an event says, now. @throws UserError where it names what is not there */
export function playAction(action: PlannedAction, context: ActionContext): void {
  const { cluster } = context
  switch (action.kind) {
    case 'apply':
      cluster.apply(action.objects)
      return
    case 'delete':
      for (const reference of action.references) cluster.delete(reference)
      return
    case 'scale':
      cluster.scale(action.workload, action.replicas)
      return
    case 'roll-out':
      cluster.rollOut(action.workload)
      return
    case 'ready':
    case 'not-ready':
      cluster.setReady(podsOf(action, context), action.kind === 'ready')
      return
    case 'kill':
      for (const pod of podsOf(action, context)) cluster.killPod(pod)
      return
    case 'delete-pods':
      for (const pod of podsOf(action, context)) cluster.deletePod(pod)
      return
    case 'inject':
      context.inject(action, nodesOf(action.nodes, cluster))
      return
    default:
      for (const node of nodesOf(action.nodes, cluster)) playOnNode(action, node, cluster)
  }
}

type NodeAction = Extract<PlannedAction, { readonly nodes: NodeSelector }>

function playOnNode(
  action: Exclude<NodeAction, { kind: 'inject' }>,
  node: string,
  cluster: LivingCluster,
): void {
  switch (action.kind) {
    case 'lose-node':
      cluster.loseNode(node)
      return
    case 'return-node':
      cluster.returnNode(node)
      return
    case 'restart-kube-proxy':
      cluster.restartKubeProxy(node)
      return
    case 'pause-syncs':
      cluster.pauseSyncs(node)
      return
    case 'resume-syncs':
      cluster.resumeSyncs(node)
      return
    case 'flush-conntrack':
      cluster.flushConntrack(node)
      return
    case 'sysctl':
      cluster.setSysctl(node, action.name, action.value)
      return
    case 'mode':
      cluster.changeMode(node, action.mode)
  }
}

function nodesOf(nodes: NodeSelector, cluster: LivingCluster): readonly string[] {
  return nodes === 'all' ? [...cluster.nodes.keys()] : nodes
}

/** Those that live now, each once, by name. */
function podsOf(
  { pods, count }: { readonly pods: readonly PodSelector[]; readonly count: number | undefined },
  context: ActionContext,
): readonly string[] {
  const names = [...new Set(pods.flatMap((selector) => select(selector, context)))].sort()
  const living = names.filter((name) => {
    const state = context.cluster.podNamed(name)?.state
    return state === 'running' || state === 'starting'
  })
  if (living.length === 0)
    throw new UserError('E_SCENARIO', 'none of the pods that are named here runs at that time')
  return living.slice(0, count)
}

function select(selector: PodSelector, { cluster, podsInUse }: ActionContext): readonly string[] {
  switch (selector.kind) {
    case 'pod':
      return [selector.name]
    case 'workload':
      return podsOfWorkload(selector.reference, cluster.objects)
    case 'service':
      return podsOfService(selector.reference, cluster.objects)
    case 'used-by':
      return podsInUse.podsOf(selector.traffic)
  }
}
