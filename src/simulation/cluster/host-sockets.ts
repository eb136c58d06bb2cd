import type { LocalSocket } from '../../kernel/local-sockets.ts'
import type { InputPod } from '../../kubernetes/objects/input-object.ts'
import { protocolNumber } from '../../packet/protocol.ts'
import type { EmulatedNode } from '../node/emulated-node.ts'
import type { PodLife } from './kubelet/pod-life.ts'

/** Sockets of Pods on the host's network, in the kernels of nodes that were made. */
export class HostSockets {
  readonly #open = new Map<PodLife, readonly LocalSocket[]>()

  /** Opens them where the Pod listens, closes them where it no longer does. */
  update(life: PodLife, pod: InputPod | undefined, { kernel }: EmulatedNode): void {
    const open = this.#open.get(life)
    if (life.isListening === (open !== undefined)) return
    if (open !== undefined) {
      for (const socket of open) kernel.sockets.close(socket)
      this.#open.delete(life)
    } else if (pod !== undefined) {
      const sockets = socketsOf(pod)
      for (const socket of sockets) kernel.sockets.open(socket)
      this.#open.set(life, sockets)
    }
  }
}

function socketsOf({ spec }: InputPod): LocalSocket[] {
  return spec.containers.flatMap(({ ports }) =>
    ports.map(({ containerPort, protocol }) => ({
      protocol: protocolNumber[protocol.toLowerCase() as 'tcp' | 'udp' | 'sctp'],
      port: containerPort,
    })),
  )
}
