import type { PortPlan } from '../ports/port-plan.ts'
import type { AffinityNames, ElementClaim, PortStep } from '../ports/port-steps.ts'
import type { ExistingElements } from './element-container.ts'
import { type ElementContainers, elementContainers } from './element-containers.ts'
import { KeptNames } from './kept-names.ts'

/** What was last asked for by one port. */
export interface PortRecord {
  readonly plan: PortPlan
  readonly names: AffinityNames
  readonly steps: readonly PortStep[]
}

/** Everything in kube-proxy's table that belongs to Services. */
export interface NftablesSnapshot {
  readonly chains: readonly string[]
  readonly affinitySets: readonly string[]
  /** By set or map. */
  readonly elements: ReadonlyMap<string, ExistingElements>
}

/** What all ports ask for together, and what of it the kernel holds. */
export class PortRecords {
  readonly chains: KeptNames
  readonly affinitySets: KeptNames
  readonly containers: ElementContainers
  readonly #records = new Map<string, PortRecord>()

  /** `existing`: what the kernel holds already. */
  constructor(existing?: NftablesSnapshot) {
    this.chains = new KeptNames(existing?.chains)
    this.affinitySets = new KeptNames(existing?.affinitySets)
    this.containers = elementContainers(existing?.elements)
  }

  /** What of Services is in the kernel. */
  snapshot(): NftablesSnapshot {
    const containers = Object.values(this.containers)
    return {
      chains: this.chains.list(),
      affinitySets: this.affinitySets.list(),
      elements: new Map(containers.map((container) => [container.name, container.list()])),
    }
  }

  get(portKey: string): PortRecord | undefined {
    return this.#records.get(portKey)
  }

  values(): IterableIterator<PortRecord> {
    return this.#records.values()
  }

  set(portKey: string, record: PortRecord): void {
    const before = this.#records.get(portKey)
    this.#records.set(portKey, record)
    this.#ask(record)
    if (before !== undefined) this.#release(before)
  }

  delete(portKey: string): void {
    const before = this.#records.get(portKey)
    if (before === undefined) return
    this.#records.delete(portKey)
    this.#release(before)
  }

  /** Keys of the ports that claim what another one, or they themselves, claim otherwise. */
  contestants(): Set<string> {
    const keys = new Set<string>()
    for (const container of Object.values(this.containers))
      for (const key of container.contestants()) keys.add(key)
    return keys
  }

  #ask({ steps, names }: PortRecord): void {
    for (const step of steps)
      if (step.kind === 'chain') this.chains.want(step.name)
      else step.container.claim(step)
    for (const { affinitySet } of names?.values() ?? []) this.affinitySets.want(affinitySet)
  }

  #release({ steps, names }: PortRecord): void {
    for (const step of steps)
      if (step.kind === 'chain') this.chains.release(step.name)
      else releaseClaim(step)
    for (const { affinitySet } of names?.values() ?? []) this.affinitySets.release(affinitySet)
  }
}

function releaseClaim(claim: ElementClaim): void {
  claim.container.release(claim)
}
