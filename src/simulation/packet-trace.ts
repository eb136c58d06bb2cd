import { Journal } from '../base/journal.ts'
import { createSeededChance } from '../base/seeded-chance.ts'
import type { NodeKernel } from '../kernel/node-kernel.ts'
import { type Exchange, type ExchangeRequest, runExchange } from './exchange.ts'
import { possibleExchanges } from './exchange-outcomes.ts'
import type { ExchangeResult } from './exchange-result.ts'
import type { Surroundings } from './exchange-surroundings.ts'

/** One way that the exchange can go. */
export interface PossibleOutcome {
  readonly result: ExchangeResult
  /** Exact; of what depends on a question that the emulator cannot answer: given that answer. */
  readonly probability: number
  /** What has to hold for it, where the emulator does not know. */
  readonly conditions: readonly string[]
}

export interface PacketTrace {
  /** What happened, drawn by the seed. */
  readonly exchange: Exchange
  /** Most likely first. */
  readonly possible: readonly PossibleOutcome[]
  /** False: there are more ways than were looked at. */
  readonly complete: boolean
}

export interface PacketTraceOptions {
  /** True: the node is afterwards as it was before. Default: what happens, happens for good. */
  readonly takesBack?: boolean
  /** True: rules that cannot match are told of in one step. */
  readonly folds?: boolean
}

/** Sends one request through the node, having first looked at every way that it could go. */
export function tracePacket(
  kernel: NodeKernel,
  surroundings: Surroundings,
  request: ExchangeRequest,
  nowMs: number,
  seed: number,
  { takesBack = false, folds = false }: PacketTraceOptions = {},
): PacketTrace {
  const { branches, complete } = possibleExchanges(kernel, surroundings, request, nowMs)
  const outcomes = new Map<string, PossibleOutcome>()
  for (const { result, probability, decisions } of branches) {
    const conditions = decisions.flatMap(({ question, taken }) =>
      question === undefined ? [] : [`${question}: ${taken === 1 ? 'yes' : 'no'}`],
    )
    const key = keyOf(result.result, conditions)
    const known = outcomes.get(key)
    outcomes.set(key, {
      result: result.result,
      probability: (known?.probability ?? 0) + probability,
      conditions,
    })
  }
  const chance = createSeededChance(seed)
  const journal = takesBack ? new Journal() : undefined
  const moment = { nowMs, chance, journal }
  const exchange = runExchange(kernel, surroundings, request, moment, folds ? 'folded' : true)
  journal?.rollBack()
  return {
    exchange,
    possible: [...outcomes.values()].sort((a, b) => b.probability - a.probability),
    complete,
  }
}

/** Results that nobody can tell apart have the same key; random ports are not told apart. */
function keyOf(result: ExchangeResult, conditions: readonly string[]): string {
  const { seenSource } = result
  const port = seenSource?.drawn === true ? '*' : seenSource?.port
  return JSON.stringify(
    [{ ...result, seenSource: undefined }, String(seenSource?.address), port, conditions],
    (_, value) => (typeof value === 'bigint' ? value.toString() : value),
  )
}
