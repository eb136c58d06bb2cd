import { SortedMap } from '../../tracking/sorted-map.ts'
import type { NoNodeAccess } from '../rules/restore-text.ts'
import type { CountedEntries } from '../sets/counted-entries.ts'
import type { SetKey } from '../sets/set-definition.ts'
import type { PortPlan } from './port-plan.ts'

export type SetEntries = ReadonlyMap<SetKey, CountedEntries>

/**
 * The plans of all service ports. Where several want the same thing it stays until the last of them goes;
 * where several want the same virtual server, each sync gives it to one after the other, as kube-proxy does.
 */
export class PortPlans {
  readonly #sets: SetEntries
  readonly #plans = new Map<string, PortPlan>()
  readonly #noNodeAccess = new SortedMap<readonly NoNodeAccess[]>()
  /** Virtual server → keys of the ports that claim it, one for each claim. */
  readonly #claimants = new Map<string, string[]>()
  readonly #contended = new Set<string>()
  readonly #lost = new Set<string>()
  #noNodeAccessVersion = 0

  constructor(sets: SetEntries) {
    this.#sets = sets
  }

  get(key: string): PortPlan | undefined {
    return this.#plans.get(key)
  }

  all(): ReadonlyMap<string, PortPlan> {
    return this.#plans
  }

  set(key: string, plan: PortPlan): void {
    const previous = this.#plans.get(key)
    if (previous === plan) return
    this.#take(key, plan)
    if (previous !== undefined) this.#release(key, previous)
    this.#plans.set(key, plan)
    this.#noteNoNodeAccess(key, plan.noNodeAccess)
  }

  delete(key: string): void {
    const previous = this.#plans.get(key)
    if (previous === undefined) return
    this.#release(key, previous)
    this.#plans.delete(key)
    this.#noteNoNodeAccess(key, [])
  }

  /** Keys of the ports that claim a virtual server; one that claims it twice stands there twice. */
  claimantsOf(name: string): readonly string[] {
    return this.#claimants.get(name) ?? []
  }

  get hasContended(): boolean {
    return this.#contended.size > 0
  }

  /** Virtual servers with more than one claim, now or since the last time. */
  takeContended(): string[] {
    const contended = [...this.#contended]
    for (const name of contended)
      if (this.claimantsOf(name).length < 2) this.#contended.delete(name)
    return contended
  }

  /** Virtual servers that have lost their last claim since the last time, sorted. */
  takeLost(): string[] {
    const lost = [...this.#lost].filter((name) => !this.#claimants.has(name)).sort()
    this.#lost.clear()
    return lost
  }

  *noNodeAccess(): IterableIterator<NoNodeAccess> {
    for (const rules of this.#noNodeAccess.values()) yield* rules
  }

  /** Another number where `noNodeAccess` may be another one. */
  get noNodeAccessVersion(): number {
    return this.#noNodeAccessVersion
  }

  #take(key: string, { entries, claims }: PortPlan): void {
    for (const { set, entry } of entries) this.#sets.get(set)?.claim(entry)
    for (const { virtualServer, bindsAddress } of claims) {
      const { text, address } = virtualServer
      const claimants = this.#claimants.get(text)
      if (claimants === undefined) this.#claimants.set(text, [key])
      else {
        claimants.push(key)
        this.#contended.add(text)
      }
      if (bindsAddress) this.#sets.get('KUBE-IPVS-IPS')?.claim(address)
    }
  }

  #release(key: string, { entries, claims }: PortPlan): void {
    for (const { set, entry } of entries) this.#sets.get(set)?.release(entry)
    for (const { virtualServer, bindsAddress } of claims) {
      this.#releaseVirtualServer(key, virtualServer.text)
      if (bindsAddress) this.#sets.get('KUBE-IPVS-IPS')?.release(virtualServer.address)
    }
  }

  #releaseVirtualServer(key: string, name: string): void {
    const claimants = this.#claimants.get(name)
    if (claimants === undefined) return
    claimants.splice(claimants.indexOf(key), 1)
    if (claimants.length > 0) return
    this.#claimants.delete(name)
    this.#lost.add(name)
  }

  #noteNoNodeAccess(key: string, rules: readonly NoNodeAccess[]): void {
    const hadRules = this.#noNodeAccess.has(key)
    if (rules.length === 0 && !hadRules) return
    this.#noNodeAccessVersion += 1
    if (rules.length === 0) this.#noNodeAccess.delete(key)
    else this.#noNodeAccess.set(key, rules)
  }
}
