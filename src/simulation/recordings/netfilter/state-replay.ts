import type { Chance } from '../../../base/chance.ts'
import { type Branch, createScriptedChance } from '../../../base/enumerated-chance.ts'
import { createSeededChance } from '../../../base/seeded-chance.ts'
import type { NodeKernel } from '../../../kernel/node-kernel.ts'
import { type Exchange, type ExchangeRequest, runExchange } from '../../exchange.ts'
import { possibleExchanges } from '../../exchange-outcomes.ts'
import type { Surroundings } from '../../exchange-surroundings.ts'
import { agrees, answerOf, describeDifference } from './packet-answer.ts'
import type { RecordedPacket, RecordedResult } from './recorded-state.ts'
import { createRequest } from './request.ts'

/** A whole result that could have been. */
export interface PossibleAnswer extends RecordedResult {
  readonly probability: number
}

export interface PacketReplay {
  /** What happened: the recorded way if it is possible, else one that chance took. */
  readonly answer: RecordedResult
  readonly possible: readonly PossibleAnswer[]
  /** How it differs from the recording; undefined: it agrees, or nothing was recorded. */
  readonly difference: string | undefined
  /** Only one way fits what was recorded: nothing that chance decided is left open. */
  readonly certain: boolean
}

/**
 * Sends recorded packets through the emulated node, one after another. Each is first tried in every
 * possible way; then the recorded way is followed, so that affinity, conntrack and drawn ports stay in step.
 */
export class StateReplay {
  readonly #kernel: NodeKernel
  readonly #surroundings: Surroundings
  readonly #seeded = createSeededChance(1)

  constructor(kernel: NodeKernel, surroundings: Surroundings) {
    this.#kernel = kernel
    this.#surroundings = surroundings
  }

  send(packet: RecordedPacket, recorded: RecordedResult | undefined, nowMs: number): PacketReplay {
    const request = createRequest(packet, this.#kernel, this.#seeded)
    const { branches } = possibleExchanges(this.#kernel, this.#surroundings, request, nowMs)
    const possible = merge(branches)
    if (recorded === undefined) {
      const answer = this.#follow(request, nowMs, this.#seeded)
      return { answer, possible, difference: undefined, certain: branches.length === 1 }
    }
    const fitting = branches.filter(({ result }) => agrees(recorded, answerOf(result.result)))
    const followed = fitting[0] ?? branches[0]
    const chance = createScriptedChance(followed?.decisions ?? [], drawing(this.#seeded, recorded))
    const answer = this.#follow(request, nowMs, chance)
    const first = possible[0]
    return {
      answer,
      possible,
      difference:
        fitting.length > 0 || first === undefined ? undefined : describeDifference(recorded, first),
      certain: fitting.length === 1,
    }
  }

  #follow(request: ExchangeRequest, nowMs: number, chance: Chance): RecordedResult {
    const { result } = runExchange(this.#kernel, this.#surroundings, request, { nowMs, chance })
    return answerOf(result, true)
  }
}

/** Ways with the same result are one. */
function merge(branches: readonly Branch<Exchange>[]): PossibleAnswer[] {
  const answers = new Map<string, { answer: RecordedResult; probability: number }>()
  for (const { result, probability } of branches) {
    const answer = answerOf(result.result)
    const key = JSON.stringify(answer)
    const known = answers.get(key)
    if (known === undefined) answers.set(key, { answer, probability })
    else known.probability += probability
  }
  return [...answers.values()].map(({ answer, probability }) => ({ ...answer, probability }))
}

/** First of the ports that MASQUERADE draws from: nf_nat_l4proto_unique_tuple. */
const firstDrawnPort = 1_024

/** Draws the port that was recorded. */
function drawing(seeded: Chance, recorded: RecordedResult): Chance {
  const port = Number(/:(\d+)$/.exec(recorded.seen_src ?? '')?.[1] ?? 0)
  if (port < firstDrawnPort) return seeded
  return { ...seeded, anyOf: () => port - firstDrawnPort }
}
