import { UserError } from '../../base/user-error.ts'
import { ServerProblem } from '../problems/problem.ts'
import type { ServerLimits } from '../server-settings.ts'
import type { KeptScenario, Store } from '../store/store.ts'

/** The scenarios that were sent, by name. */
export class ScenarioCatalog {
  readonly #scenarios = new Map<string, KeptScenario>()
  readonly #store: Store
  readonly #limits: ServerLimits

  constructor(store: Store, limits: ServerLimits) {
    this.#store = store
    this.#limits = limits
    for (const scenario of store.scenarios()) this.#scenarios.set(scenario.name, scenario)
  }

  list(): readonly KeptScenario[] {
    return [...this.#scenarios.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** @throws UserError E_UNKNOWN_OBJECT */
  get(name: string): KeptScenario {
    const found = this.#scenarios.get(name)
    if (found === undefined) throw new UserError('E_UNKNOWN_OBJECT', `no scenario "${name}"`)
    return found
  }

  /** Replaces one of the same name. @throws UserError E_LIMIT, E_STORE */
  async put(scenario: KeptScenario): Promise<void> {
    const { scenarios } = this.#limits
    if (!this.#scenarios.has(scenario.name) && this.#scenarios.size >= scenarios)
      throw new ServerProblem(
        409,
        'E_LIMIT',
        `${scenarios} scenarios are there, which is the most: delete one first`,
      )
    await this.#store.putScenario(scenario)
    this.#scenarios.set(scenario.name, scenario)
  }

  async delete(name: string): Promise<void> {
    this.get(name)
    await this.#store.deleteScenario(name)
    this.#scenarios.delete(name)
  }
}
