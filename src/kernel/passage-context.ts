import type { Chance } from '../base/chance.ts'
import type { InstantMs } from '../base/clock.ts'
import type { Journal } from '../base/journal.ts'
import { createSeededChance } from '../base/seeded-chance.ts'
import { type Address, formatAddress } from '../packet/address.ts'
import type { KernelParts } from './kernel-parts.ts'
import type { Moment } from './moment.ts'
import type { ConnectionView, HookContext, HostView, NatOperations } from './netfilter/hook.ts'
import type { RouteAnswer } from './netfilter/routing.ts'
import type { Trace } from './netfilter/trace.ts'
import { createVisits, type Visits } from './netfilter/visits.ts'

const noMoment: Moment = { nowMs: 0, chance: createSeededChance(0) }

/** What hook functions may use on a packet's way. One object serves one packet after another. */
export class PassageContext implements HookContext {
  nowMs: InstantMs = 0
  chance: Chance = noMoment.chance
  journal: Journal | undefined = undefined
  trace: Trace | undefined = undefined
  visits: Visits
  readonly host: HostView
  readonly connections: ConnectionView
  readonly nat: NatOperations
  protected readonly kernel: KernelParts
  protected moment: Moment = noMoment
  /** Where visits are counted that nobody asked for. */
  readonly #uncounted = createVisits()

  constructor(kernel: KernelParts) {
    this.kernel = kernel
    this.visits = this.#uncounted
    this.host = kernel
    this.connections = kernel.connections
    this.nat = kernel.translation
  }

  protected enter(moment: Moment): void {
    if (moment === this.moment) return
    this.moment = moment
    this.nowMs = moment.nowMs
    this.chance = moment.chance
    this.journal = moment.journal
    this.trace = moment.trace
    this.visits = moment.visits ?? this.#uncounted
  }

  /** Whether an address is the node's own; where nobody said, chance is asked. */
  protected isHere(address: Address): boolean {
    const type = this.kernel.addressType(address)
    if (type !== 'UNKNOWN') return type === 'LOCAL'
    return this.chance.unknown(`${formatAddress(address)} is an address of this node`)
  }

  protected traceRoute(destination: Address, { type, device, via }: RouteAnswer): void {
    if (this.trace === undefined) return
    const step = { kind: 'routing', destination, type, outputInterface: device } as const
    this.trace.step(via === undefined ? step : { ...step, via })
  }
}
