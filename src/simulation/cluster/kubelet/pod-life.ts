import type { InputPod } from '../../../kubernetes/objects/input-object.ts'
import { type Address, tryParseAddress } from '../../../packet/address.ts'
import { protocolNumber } from '../../../packet/protocol.ts'
import { keyOf } from '../api/api-objects.ts'
import type { LivingPod, PodEnd, PodLifeState } from '../living-pod.ts'
import type { ReadinessProbe } from './readiness-probe.ts'

/** One Pod on its node, from its being bound there until it is gone. Its kubelet leads it. */
export class PodLife implements LivingPod {
  readonly name: string
  readonly uid: string | undefined
  readonly node: string
  readonly addresses: readonly Address[]
  readonly hostNetwork: boolean
  state: PodLifeState = 'starting'
  isReady = false
  /** A process takes new connections. */
  isListening = false
  /** What its processes say to a readiness probe while they listen. */
  wantsReady = true
  /** Of its current containers. */
  probes: readonly ReadinessProbe[] = []
  restarts = 0
  /** What it declares: `protocol port`; empty: nothing, so it may be any. */
  readonly #ports: ReadonlySet<string>
  #endListeners: ((how: PodEnd) => void)[] = []

  constructor(pod: InputPod, addresses: readonly string[]) {
    this.name = keyOf(pod)
    this.uid = pod.metadata.uid
    this.node = pod.spec.nodeName ?? ''
    this.hostNetwork = pod.spec.hostNetwork
    this.addresses = addresses.flatMap((text) => tryParseAddress(text) ?? [])
    this.#ports = new Set(declaredPorts(pod))
  }

  get answersProbes(): boolean {
    return this.isListening && this.wantsReady
  }

  listens(protocol: number, port: number): boolean {
    return this.isListening && (this.#ports.size === 0 || this.#ports.has(`${protocol} ${port}`))
  }

  onEnd(listener: (how: PodEnd) => void): void {
    this.#endListeners.push(listener)
  }

  /** Its processes are no more. */
  endProcesses(how: PodEnd): void {
    this.isListening = false
    this.isReady = false
    for (const probe of this.probes) probe.stop()
    this.probes = []
    const listeners = this.#endListeners
    this.#endListeners = []
    for (const listener of listeners) listener(how)
  }
}

function declaredPorts({ spec }: InputPod): string[] {
  return [...spec.containers, ...(spec.initContainers ?? [])].flatMap(({ ports }) =>
    ports.map(({ protocol, containerPort }) => {
      const number = protocolNumber[protocol.toLowerCase() as 'tcp' | 'udp' | 'sctp']
      return `${number} ${containerPort}`
    }),
  )
}
