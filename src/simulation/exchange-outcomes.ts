import type { InstantMs } from '../base/clock.ts'
import { type Branch, enumerateBranches } from '../base/enumerated-chance.ts'
import { Journal } from '../base/journal.ts'
import type { NodeKernel } from '../kernel/node-kernel.ts'
import { type Exchange, type ExchangeRequest, runExchange } from './exchange.ts'
import type { Surroundings } from './exchange-surroundings.ts'

/**
 * Every way that an exchange can go in the node's present state, with its exact probability; nothing of it
 * happens. A branch's decisions make it happen: `createScriptedChance`.
 */
export function possibleExchanges(
  kernel: NodeKernel,
  surroundings: Surroundings,
  request: ExchangeRequest,
  nowMs: InstantMs,
  traced = false,
): { branches: Branch<Exchange>[]; complete: boolean } {
  return enumerateBranches((chance) => {
    const journal = new Journal()
    try {
      return runExchange(kernel, surroundings, request, { nowMs, chance, journal }, traced)
    } finally {
      journal.rollBack()
    }
  })
}
