import type { LocalSocket } from '../../../kernel/local-sockets.ts'
import type { NodeKernel } from '../../../kernel/node-kernel.ts'
import type { Address } from '../../../packet/address.ts'
import type { LivingNode } from '../../cluster/living-node.ts'
import type { Station } from '../../network/delivery.ts'
import type { ConnectionEnds, Sender } from './sender.ts'
import { ephemeralRange, SourcePorts } from './source-ports.ts'

/** A host that is no node: a pod, or somebody outside. */
export class HostSender implements Sender {
  readonly station: Station
  readonly ports: SourcePorts
  readonly #ipv4: Address | undefined
  readonly #ipv6: Address | undefined

  constructor(
    station: Station,
    addresses: readonly Address[],
    ports = new SourcePorts(ephemeralRange),
  ) {
    this.station = station
    this.ports = ports
    this.#ipv4 = addresses.find((address) => typeof address === 'number')
    this.#ipv6 = addresses.find((address) => typeof address === 'bigint')
  }

  addressTowards(destination: Address): Address | undefined {
    return typeof destination === 'number' ? this.#ipv4 : this.#ipv6
  }

  openSocket(): void {}

  closeSocket(): void {}
}

/** A process on a node's own network. */
export class NodeSender implements Sender {
  readonly station: Station
  readonly ports = new SourcePorts(ephemeralRange)
  readonly #node: LivingNode
  readonly #sockets = new Map<ConnectionEnds, LocalSocket>()

  constructor(node: LivingNode) {
    this.station = { kind: 'node', node: node.name }
    this.#node = node
  }

  addressTowards(destination: Address): Address | undefined {
    return this.#kernel.sourceTowards(destination)
  }

  openSocket(protocol: number, ends: ConnectionEnds): void {
    const socket: LocalSocket = {
      protocol,
      port: ends.sourcePort,
      address: ends.source,
      remoteAddress: ends.destination,
      remotePort: ends.destinationPort,
    }
    this.#sockets.set(ends, socket)
    this.#kernel.sockets.open(socket)
  }

  closeSocket(ends: ConnectionEnds): void {
    const socket = this.#sockets.get(ends)
    this.#sockets.delete(ends)
    if (socket !== undefined) this.#kernel.sockets.close(socket)
  }

  get #kernel(): NodeKernel {
    return this.#node.emulated.kernel
  }
}
