import type { Chance } from '../../base/chance.ts'
import type { InstantMs } from '../../base/clock.ts'
import type { Moment } from '../../kernel/moment.ts'
import type { NodeKernel } from '../../kernel/node-kernel.ts'
import type { Address } from '../../packet/address.ts'
import type { LivingNode } from '../cluster/living-node.ts'
import { RaceWatch } from './race-watch.ts'

/** Three probes (mcast_solicit), one second apart (retrans_time_ms): net/core/neighbour.c. */
const neighbourFailsAfterMs = 3_000

/** A node as the network holds it: its kernel, its own stream of chance, the neighbours that do not answer it. */
export class NetworkNode {
  readonly name: string
  readonly races = new RaceWatch()
  readonly #living: LivingNode
  readonly #chance: Chance
  #moment: Moment
  /** Until when it goes on asking for an address. */
  readonly #asking = new Map<Address, InstantMs>()

  constructor(living: LivingNode, chance: Chance) {
    this.name = living.name
    this.#living = living
    this.#chance = chance
    this.#moment = { nowMs: 0, chance }
  }

  get isLost(): boolean {
    return this.#living.isLost
  }

  get kernel(): NodeKernel {
    return this.#living.emulated.kernel
  }

  /** Kernels know a moment again by its being the same object. */
  momentAt(nowMs: InstantMs): Moment {
    if (this.#moment.nowMs !== nowMs) this.#moment = { nowMs, chance: this.#chance }
    return this.#moment
  }

  /** When it gives up on a neighbour that nobody is: packets to it wait together until then. */
  neighbourFailsAtMs(address: Address, nowMs: InstantMs): InstantMs {
    const before = this.#asking.get(address)
    if (before !== undefined && before > nowMs) return before
    const failsAtMs = nowMs + neighbourFailsAfterMs
    this.#asking.set(address, failsAtMs)
    return failsAtMs
  }
}
