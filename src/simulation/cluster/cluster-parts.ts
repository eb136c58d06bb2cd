import type { Chance } from '../../base/chance.ts'
import { createSeededChance } from '../../base/seeded-chance.ts'
import type { Timeline } from '../../base/timeline.ts'
import type { Cluster } from '../../kubernetes/cluster/make-cluster.ts'
import { networksOf } from '../../kubernetes/cluster/networks.ts'
import { Placement } from '../../kubernetes/cluster/pods/placement.ts'
import type { InputObject } from '../../kubernetes/objects/input-object.ts'
import type { EventStream } from '../events/event-stream.ts'
import type { EmulatedNode } from '../node/emulated-node.ts'
import { networkOfNode } from '../node/node-network.ts'
import type { ApiObjects } from './api/api-objects.ts'
import { ApiRequests } from './api/api-requests.ts'
import { filledApi } from './api/filled-api.ts'
import { PodControl } from './api/pod-control.ts'
import { tellApiChanges } from './cluster-events.ts'
import type { ClusterSettings } from './cluster-settings.ts'
import { EndpointSliceController } from './controllers/endpoint-slice-controller.ts'
import { NodeLifecycleController } from './controllers/node-lifecycle-controller.ts'
import { OwnedPods } from './controllers/owned-pods.ts'
import { Scheduler } from './controllers/scheduler.ts'
import { WorkloadControllers } from './controllers/workload-controllers.ts'
import { HostSockets } from './host-sockets.ts'
import { KubeProxies } from './kube-proxy/kube-proxies.ts'
import { Kubelets } from './kubelet/kubelets.ts'
import { LoadBalancers } from './load-balancers.ts'

/** What a cluster in virtual time consists of. */
export interface ClusterParts {
  readonly api: ApiObjects
  readonly requests: ApiRequests
  readonly workloads: WorkloadControllers
  readonly endpointSlices: EndpointSliceController
  readonly nodeLifecycle: NodeLifecycleController
  readonly kubelets: Kubelets
  readonly kubeProxies: KubeProxies
  readonly loadBalancers: LoadBalancers
}

/** The parts in the order in which they hear of a change: first those that others ask. */
export function clusterParts(
  initial: Cluster,
  settings: ClusterSettings,
  timeline: Timeline,
  events: EventStream,
  chance: Chance,
): ClusterParts {
  const ofItsOwn = () => createSeededChance(chance.below(2 ** 31))
  const api = filledApi(initial)
  tellApiChanges(api, timeline, events)
  const { families } = networksOf(initial.objects.filter(isInput))
  const placement = new Placement([...api.nodes.values()], families)
  const podControl = new PodControl(api, timeline)
  const networks = networksOf([...initial.input, ...initial.objects.filter(isInput)])
  const requests = new ApiRequests(api, podControl, networks, initial.input)
  const ownedPods = new OwnedPods(api, timeline)
  const scheduler = new Scheduler(api, timeline, placement, settings.controllers.schedulingMs)
  const loadBalancers: { current?: LoadBalancers } = {}
  const kubelets: Kubelets = new Kubelets({
    timeline,
    api,
    settings: settings.kubelet,
    events,
    chance: ofItsOwn(),
    isLost: (name) => kubeProxies.nodes.get(name)?.isLost ?? true,
    addressesOf: (name) => scheduler.addressesOf(name),
  })
  const sockets = new HostSockets()
  const kubeProxies: KubeProxies = new KubeProxies({
    api,
    timeline,
    events,
    chance: ofItsOwn(),
    settings,
    onMade: (name, made) => {
      connect(made, api)
      for (const life of kubelets.lives.values())
        if (life.node === name && life.hostNetwork)
          sockets.update(life, api.pods.get(life.name), made)
    },
    onHealth: (node, service) => loadBalancers.current?.reconsider(node, service),
  })
  kubelets.onChange((life) => {
    const node = kubeProxies.nodes.get(life.node)
    if (life.hostNetwork && node?.history.isMade)
      sockets.update(life, api.pods.get(life.name), node.emulated)
  })
  loadBalancers.current = new LoadBalancers({
    api,
    timeline,
    events,
    chance: ofItsOwn(),
    settings: settings.loadBalancer,
    nodes: kubeProxies.nodes,
  })
  const nodeLifecycle = new NodeLifecycleController(
    api,
    timeline,
    podControl,
    settings.nodeLifecycle,
    ofItsOwn(),
  )
  api.watch(({ before, after }) => {
    if (before?.kind !== 'Node' || after !== undefined) return
    kubelets.nodeDeleted(before.metadata.name)
    nodeLifecycle.nodeDeleted(before.metadata.name)
  })
  const context = { timeline, api, podControl, ownedPods, settings: settings.controllers }
  return {
    api,
    requests,
    workloads: new WorkloadControllers(context),
    endpointSlices: new EndpointSliceController(
      api,
      timeline,
      settings.controllers,
      requests.givenSlices,
    ),
    nodeLifecycle,
    kubelets,
    kubeProxies,
    loadBalancers: loadBalancers.current,
  }
}

function isInput(
  object: Cluster['objects'][number],
): object is Exclude<typeof object, { kind: 'Pod' }> & InputObject {
  return object.kind !== 'Pod'
}

/** Routes to the Pods of nodes that came or went since. */
function connect({ node, kernel }: EmulatedNode, api: ApiObjects): void {
  kernel.routing.set(kernel.routing.interfaces, networkOfNode(node, [...api.nodes.values()]).routes)
}
