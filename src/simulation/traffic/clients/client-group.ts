import { UserError } from '../../../base/user-error.ts'
import { type Address, addressBits, familyOf, type Prefix } from '../../../packet/address.ts'
import type { LivingPod } from '../../cluster/living-pod.ts'
import type { ClusterNetwork } from '../../network/cluster-network.ts'
import type { NetworkView } from '../../network/network-view.ts'
import { podNetworksOf } from '../../node/node-network.ts'
import type { ClientPlan } from '../traffic-plan.ts'
import type { Sender } from './sender.ts'
import { HostSender, NodeSender } from './senders.ts'
import { SourcePorts, translatedRange } from './source-ports.ts'

/** The senders of one client plan, in turn. */
export class ClientGroup {
  readonly name: string
  readonly #senders: readonly (() => Sender | undefined)[]
  #next = 0

  /** @throws UserError E_UNKNOWN_NODE, E_LIMIT where a node's podCIDR has no room */
  constructor(plan: ClientPlan, cluster: NetworkView, network: ClusterNetwork) {
    this.name = plan.name
    this.#senders = sendersOf(plan, cluster, network)
  }

  /** Undefined: whose turn it is does not run. */
  next(): Sender | undefined {
    const sender = this.#senders[this.#next]
    this.#next = this.#next + 1 === this.#senders.length ? 0 : this.#next + 1
    return sender?.()
  }
}

function sendersOf(
  { name, place }: ClientPlan,
  cluster: NetworkView,
  network: ClusterNetwork,
): (() => Sender | undefined)[] {
  switch (place.kind) {
    case 'pods':
      return place.pods.map((pod) => podSender(pod, cluster))
    case 'on-node': {
      const node = cluster.nodes.get(place.node)
      if (node === undefined) throw unknownNode(place.node, cluster)
      if (place.network === 'host') return [always(new NodeSender(node))]
      return guestsOn(name, place.node, place.count, cluster, network).map((pod) => {
        network.addGuest(pod)
        return always(new HostSender({ kind: 'pod', pod }, pod.addresses))
      })
    }
    case 'outside': {
      const { addresses, behind, zone } = place
      const station =
        zone === undefined ? ({ kind: 'outside' } as const) : { kind: 'outside' as const, zone }
      if (behind === undefined)
        return addresses.map((address) => always(new HostSender(station, [address])))
      return [always(new HostSender(station, [behind], new SourcePorts(translatedRange)))]
    }
  }
}

function always(sender: Sender): () => Sender {
  return () => sender
}

/** Found by name every time: a pod of the same name may have taken its place. */
function podSender(name: string, cluster: NetworkView): () => Sender | undefined {
  let pod: LivingPod | undefined
  let sender: Sender | undefined
  return () => {
    const current = cluster.podNamed(name)
    if (current === undefined || current.state === 'gone' || current.state === 'starting')
      return undefined
    if (current === pod) return sender
    pod = current
    const node = cluster.nodes.get(current.node)
    if (!current.hostNetwork)
      sender = new HostSender({ kind: 'pod', pod: current }, current.addresses)
    else sender = node === undefined ? undefined : new NodeSender(node)
    return sender
  }
}

/** A pod of which no object tells. It listens nowhere, and stays. */
class GuestPod implements LivingPod {
  readonly name: string
  readonly node: string
  readonly addresses: readonly Address[]
  readonly hostNetwork = false
  readonly state = 'running'
  readonly isReady = true

  constructor(name: string, node: string, addresses: readonly Address[]) {
    this.name = name
    this.node = node
    this.addresses = addresses
  }

  listens(): boolean {
    return false
  }

  onEnd(): void {}
}

function guestsOn(
  name: string,
  nodeName: string,
  count: number,
  cluster: NetworkView,
  network: ClusterNetwork,
): readonly GuestPod[] {
  const node = cluster.objects.find(
    (object) => object.kind === 'Node' && object.metadata.name === nodeName,
  )
  const networks = node?.kind === 'Node' ? podNetworksOf(node) : []
  const taken = networks.map((prefix) => lastAddresses(prefix, count, network))
  return Array.from({ length: count }, (_, index) => {
    const addresses = taken.flatMap((list) => list[index] ?? [])
    return new GuestPod(`${name}-${index + 1}`, nodeName, addresses)
  })
}

/** Down from the last address but one (IPv4's last is the broadcast's), leaving out those that are taken. */
function lastAddresses(prefix: Prefix, count: number, network: ClusterNetwork): Address[] {
  const hostBits = addressBits(familyOf(prefix.address)) - prefix.length
  const size = hostBits > 30 ? 2 ** 30 : 2 ** hostBits
  const found: Address[] = []
  for (let offset = size - 2; offset > 1 && found.length < count; offset -= 1) {
    const address = addressAt(prefix.address, offset)
    if (!network.isTaken(address)) found.push(address)
  }
  if (found.length === count) return found
  throw new UserError(
    'E_LIMIT',
    `a podCIDR with ${size} addresses has no room for ${count} clients`,
  )
}

function addressAt(network: Address, offset: number): Address {
  return (typeof network === 'number' ? network + offset : network + BigInt(offset)) as Address
}

function unknownNode(name: string, cluster: NetworkView): UserError {
  const known = [...cluster.nodes.keys()].slice(0, 5).join(', ')
  return new UserError('E_UNKNOWN_NODE', `no Node "${name}"; there are: ${known}`)
}
