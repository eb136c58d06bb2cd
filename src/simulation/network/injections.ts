import type { Chance } from '../../base/chance.ts'
import type { InstantMs } from '../../base/clock.ts'

/**
 * What the model has no mechanism for, and somebody makes happen: two CPUs that confirm one socket's two connections at
 * once (the later packet goes: insert_failed); a bridge without hairpin mode; a server's segment out of the TCP
 * window, which conntrack takes for INVALID.
 */
export type InjectionKind = 'conntrack-race' | 'hairpin-off' | 'packet-out-of-window'

export interface Injection {
  readonly kind: InjectionKind
  readonly nodes: readonly string[]
  /** Undefined: to the end. */
  readonly untilMs?: InstantMs
  /** With that chance, each time that it can happen: 0 to 1. */
  readonly share: number
}

const parts = 1_000_000

export class Injections {
  readonly #chance: Chance
  #all: readonly Injection[] = []

  constructor(chance: Chance) {
    this.#chance = chance
  }

  add(injection: Injection): void {
    this.#all = [...this.#all, injection]
  }

  /** Whether it happens to this packet. */
  happens(kind: InjectionKind, node: string, nowMs: InstantMs): boolean {
    for (const injection of this.#all) {
      if (injection.kind !== kind || !injection.nodes.includes(node)) continue
      const { untilMs, share } = injection
      if (untilMs !== undefined && nowMs >= untilMs) continue
      if (share >= 1 || this.#chance.happens(Math.round(share * parts), parts)) return true
    }
    return false
  }

  /** Nothing was ever injected: most runs. */
  get isEmpty(): boolean {
    return this.#all.length === 0
  }
}
