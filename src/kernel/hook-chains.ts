import type { Family } from '../packet/address.ts'
import { DiversionPlans } from './diversion-plans.ts'
import { ForwardPlans } from './forward-plans.ts'
import type { AddressTranslation } from './netfilter/address-translation.ts'
import {
  createConfirmFunction,
  createNatFunction,
  createTrackFunction,
} from './netfilter/built-in-functions.ts'
import type { ConnectionTracker } from './netfilter/connection-tracker.ts'
import type { Hook, HookedFunction, HookFunction, HookOwner } from './netfilter/hook.ts'

/** Where conntrack looks, where it remembers, and which end NAT may change where. */
const trackHooks: readonly Hook[] = ['prerouting', 'output']
const confirmHooks: readonly Hook[] = ['input', 'postrouting']
const manipulations = {
  prerouting: 'destination',
  input: 'source',
  forward: undefined,
  output: 'destination',
  postrouting: 'source',
} as const satisfies Record<Hook, 'source' | 'destination' | undefined>

/** The functions on each hook, in order. */
export interface Chains extends Readonly<Record<Hook, readonly HookFunction[]>> {
  /** For packets of answered connections; undefined where somebody looks at packets before conntrack does. */
  readonly plans: ForwardPlans | undefined
  /** Likewise, where somebody diverts them. */
  readonly diversions: DiversionPlans | undefined
}

export const noChains: Chains = {
  prerouting: [],
  input: [],
  forward: [],
  output: [],
  postrouting: [],
  plans: undefined,
  diversions: undefined,
}

/**
 * What stands on each hook, in order: the engines' functions, and between them conntrack and NAT.
 * Built anew when an engine says that its functions changed.
 */
export class HookChains {
  readonly #owners: HookOwner[] = []
  readonly #track: HookFunction
  readonly #confirm: HookFunction
  readonly #translation: AddressTranslation
  #versions: number[] = []
  #chains: Record<Family, Chains>

  constructor(tracker: ConnectionTracker, translation: AddressTranslation) {
    this.#track = createTrackFunction(tracker)
    this.#confirm = createConfirmFunction(tracker)
    this.#translation = translation
    this.#chains = this.#build()
  }

  register(owner: HookOwner): void {
    this.#owners.push(owner)
    this.#versions = []
  }

  of(family: Family): Chains {
    for (let index = 0; index < this.#owners.length; index += 1)
      if (this.#owners[index]?.hooksVersion !== this.#versions[index]) {
        this.#versions = this.#owners.map((owner) => owner.hooksVersion)
        this.#chains = this.#build()
        break
      }
    return family === 'IPv4' ? this.#chains.IPv4 : this.#chains.IPv6
  }

  #build(): Record<Family, Chains> {
    const all = this.#owners.flatMap((owner) => owner.hooked())
    return { IPv4: this.#buildFamily(all, 'IPv4'), IPv6: this.#buildFamily(all, 'IPv6') }
  }

  #buildFamily(all: readonly HookedFunction[], family: Family): Chains {
    const mine = all.filter((entry) => entry.family === family || entry.family === 'both')
    // NAT exists on every hook as soon as one nat table does (nf_nat_register_fn).
    const natted = mine.some((entry) => entry.nat)
    const build = (hook: Hook): HookFunction[] => {
      const here = mine.filter((entry) => entry.hook === hook)
      const chain = inOrder(here.filter((entry) => !entry.nat).map((entry) => entry.function))
      const manipulation = manipulations[hook]
      if (trackHooks.includes(hook)) insert(chain, this.#track)
      if (natted && manipulation !== undefined) {
        const tables = inOrder(here.filter((entry) => entry.nat).map((entry) => entry.function))
        insert(chain, createNatFunction(this.#translation, manipulation, tables))
      }
      if (confirmHooks.includes(hook)) chain.push(this.#confirm)
      return chain
    }
    const others = (hook: Hook) =>
      mine.filter((entry) => entry.hook === hook && !entry.nat).map((entry) => entry.function)
    const prerouting = build('prerouting')
    const early = prerouting.slice(0, prerouting.indexOf(this.#track))
    const late = others('prerouting').filter((one) => !early.includes(one))
    const ticks = early.every((one) => one.tick !== undefined)
    const input = inOrder(others('input'))
    const diverting = input.findIndex((one) => one.diverter !== undefined)
    return {
      prerouting,
      input: build('input'),
      forward: build('forward'),
      output: build('output'),
      postrouting: build('postrouting'),
      plans: ticks
        ? new ForwardPlans(
            natted,
            { prerouting: late, forward: others('forward'), postrouting: others('postrouting') },
            early,
          )
        : undefined,
      diversions:
        ticks && diverting >= 0
          ? new DiversionPlans(input[diverting]?.diverter, {
              prerouting: late,
              input: input.slice(0, diverting),
              output: others('output'),
              postrouting: others('postrouting'),
            })
          : undefined,
    }
  }
}

function inOrder(functions: readonly HookFunction[]): HookFunction[] {
  const chain: HookFunction[] = []
  for (const one of functions) insert(chain, one)
  return chain
}

/** Of equal priority, the one that came last goes first (nf_hook_entries_grow). */
function insert(chain: HookFunction[], added: HookFunction): void {
  const at = chain.findIndex((other) => added.priority <= other.priority)
  chain.splice(at < 0 ? chain.length : at, 0, added)
}
