import type { Address } from '../../packet/address.ts'
import type { LivingPod } from '../cluster/living-pod.ts'
import type { Station } from './delivery.ts'
import type { NetworkView } from './network-view.ts'

export type PodStation = Extract<Station, { kind: 'pod' }>

/** Whose an address is, remembered: the cluster is asked again once that pod is gone. */
export class PodStations {
  readonly #cluster: Pick<NetworkView, 'podAt'>
  readonly #byAddress = new Map<Address, PodStation>()

  constructor(cluster: Pick<NetworkView, 'podAt'>) {
    this.#cluster = cluster
  }

  /** A pod of which no object tells. */
  addGuest(pod: LivingPod): void {
    for (const address of pod.addresses) this.#byAddress.set(address, { kind: 'pod', pod })
  }

  /** Undefined: nobody's now. */
  at(address: Address): PodStation | undefined {
    const known = this.#byAddress.get(address)
    if (known !== undefined && known.pod.state !== 'gone') return known
    const pod = this.#cluster.podAt(address)
    if (pod === undefined || pod.state === 'gone') {
      this.#byAddress.delete(address)
      return undefined
    }
    const station: PodStation = { kind: 'pod', pod }
    this.#byAddress.set(address, station)
    return station
  }
}
