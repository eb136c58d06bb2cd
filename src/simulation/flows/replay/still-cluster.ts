import { serviceNameLabel } from '../../../kubernetes/objects/endpoint-slice.ts'
import type { KubernetesObject } from '../../../kubernetes/objects/kubernetes-object.ts'
import type { Node } from '../../../kubernetes/objects/node.ts'
import type { Pod } from '../../../kubernetes/objects/pod.ts'
import { type Address, type Family, tryParseAddress } from '../../../packet/address.ts'
import type { ProxyConfiguration } from '../../../proxy/configuration.ts'
import type { LivingNode } from '../../cluster/living-node.ts'
import type { LivingPod } from '../../cluster/living-pod.ts'
import type { NetworkView } from '../../network/network-view.ts'
import { EmulatedNode } from '../../node/emulated-node.ts'

/** A cluster in which nothing happens: every pod runs, every kube-proxy has synced. */
export class StillCluster implements NetworkView {
  readonly objects: readonly KubernetesObject[]
  readonly nodes: ReadonlyMap<string, LivingNode>
  readonly #podsByAddress = new Map<Address, LivingPod>()
  readonly #podsByName = new Map<string, LivingPod>()

  constructor(
    objects: readonly KubernetesObject[],
    configuration: ProxyConfiguration,
    families?: readonly Family[],
  ) {
    this.objects = objects
    const options = { configuration, ...(families === undefined ? {} : { families }) }
    this.nodes = new Map(
      objects
        .filter((object) => object.kind === 'Node')
        .map((node) => [node.metadata.name, new StillNode(node, objects, options)]),
    )
    for (const object of objects) if (object.kind === 'Pod') this.#addPod(object)
  }

  podAt(address: Address): LivingPod | undefined {
    return this.#podsByAddress.get(address)
  }

  podNamed(name: string): LivingPod | undefined {
    return this.#podsByName.get(name)
  }

  /** With policy Local, nodes that have a ready endpoint: the others fail the health check. */
  loadBalancerNodes(serviceName: string): readonly string[] {
    const [namespace, name] = serviceName.split('/')
    const isOf = (object: KubernetesObject) => object.metadata.namespace === namespace
    const service = this.objects.find(
      (object) => object.kind === 'Service' && isOf(object) && object.metadata.name === name,
    )
    const all = [...this.nodes.keys()]
    if (service?.kind !== 'Service' || service.spec.externalTrafficPolicy !== 'Local') return all
    const withEndpoints = new Set(
      this.objects.flatMap((object) =>
        object.kind === 'EndpointSlice' &&
        isOf(object) &&
        object.metadata.labels[serviceNameLabel] === name
          ? object.endpoints
              .filter(({ conditions }) => conditions.ready !== false)
              .map(({ nodeName }) => nodeName)
          : [],
      ),
    )
    return all.filter((node) => withEndpoints.has(node))
  }

  #addPod({ metadata, spec, status }: Pod): void {
    if (status.phase === 'Succeeded' || status.phase === 'Failed') return
    const name = `${metadata.namespace}/${metadata.name}`
    const addresses = status.podIPs.flatMap(({ ip }) => tryParseAddress(ip) ?? [])
    const pod = stillPod(name, spec.nodeName ?? '', addresses, spec.hostNetwork)
    this.#podsByName.set(name, pod)
    if (!spec.hostNetwork) for (const address of addresses) this.#podsByAddress.set(address, pod)
  }
}

/** A pod that is there from beginning to end and takes whatever comes. */
export function stillPod(
  name: string,
  node: string,
  addresses: readonly Address[],
  hostNetwork = false,
): LivingPod {
  return {
    name,
    node,
    addresses,
    hostNetwork,
    state: 'running',
    isReady: true,
    listens: () => true,
    onEnd: () => {},
  }
}

type NodeOptions = ConstructorParameters<typeof EmulatedNode>[2]

/** Its kernel is made, and its kube-proxies sync, when the first packet comes. */
class StillNode implements LivingNode {
  readonly name: string
  readonly isLost = false
  readonly #make: () => EmulatedNode
  #emulated: EmulatedNode | undefined = undefined

  constructor(node: Node, objects: readonly KubernetesObject[], options: NodeOptions) {
    this.name = node.metadata.name
    this.#make = () => {
      const emulated = new EmulatedNode(node, objects, options)
      emulated.sync(0)
      return emulated
    }
  }

  get emulated(): EmulatedNode {
    this.#emulated ??= this.#make()
    return this.#emulated
  }
}
