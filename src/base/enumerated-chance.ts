import type { Chance } from './chance.ts'
import { invariant } from './invariant.ts'

/** One decision of a branch: which of the `outcomes` was taken, and how likely that was. */
export interface Decision {
  readonly taken: number
  readonly probability: number
  /** Set where the emulator does not know: the branch holds if this question is answered so. */
  readonly question?: string
}

/** One way that chance can go. `probability` leaves out unknown questions: they have none. */
export interface Branch<T> {
  readonly result: T
  readonly probability: number
  readonly decisions: readonly Decision[]
}

interface OpenDecision {
  taken: number
  readonly weights: readonly number[]
  readonly question?: string
}

const branchCountMax = 100_000

/**
 * Every way that `play` can go, with its exact probability. `play` must leave no trace behind (see
 * `Journal`). Depth first: each run repeats the decisions so far and takes the next untried one, so
 * the cost is one run a branch. At most `branchCountMax` branches; `complete` says whether that sufficed.
 */
export function enumerateBranches<T>(play: (chance: Chance) => T): {
  branches: Branch<T>[]
  complete: boolean
} {
  const branches: Branch<T>[] = []
  const path: OpenDecision[] = []
  do {
    const chance = new PathChance(path)
    const result = play(chance)
    invariant(chance.depth === path.length, 'a branch repeats its decisions')
    branches.push({ result, ...summary(path) })
    if (branches.length >= branchCountMax) return { branches, complete: false }
  } while (advance(path))
  return { branches, complete: true }
}

/** Chance that repeats the decisions of a branch; random ports come from `free`. */
export function createScriptedChance(decisions: readonly Decision[], free: Chance): Chance {
  let depth = 0
  const answers = new Map<string, boolean>()
  const next = () => {
    const decision = decisions[depth++]
    invariant(decision !== undefined, 'the script is as long as the branch')
    return decision.taken
  }
  return {
    happens: (numerator, denominator) =>
      numerator <= 0 ? false : numerator >= denominator ? true : next() === 1,
    below: (n) => (n <= 1 ? 0 : next()),
    anyOf: (n) => free.anyOf(n),
    unknown: (question) => answerOnce(answers, question, () => next() === 1),
  }
}

/** What is asked twice has one answer. */
function answerOnce(answers: Map<string, boolean>, question: string, ask: () => boolean): boolean {
  const known = answers.get(question)
  if (known !== undefined) return known
  const answer = ask()
  answers.set(question, answer)
  return answer
}

class PathChance implements Chance {
  depth = 0
  readonly #path: OpenDecision[]
  readonly #answers = new Map<string, boolean>()

  constructor(path: OpenDecision[]) {
    this.#path = path
  }

  happens(numerator: number, denominator: number): boolean {
    if (numerator <= 0) return false
    if (numerator >= denominator) return true
    return this.#decide([1 - numerator / denominator, numerator / denominator]) === 1
  }

  below(n: number): number {
    return n <= 1 ? 0 : this.#decide(new Array<number>(n).fill(1 / n))
  }

  anyOf(_n: number): number {
    return 0
  }

  unknown(question: string): boolean {
    return answerOnce(this.#answers, question, () => this.#decide([1, 1], question) === 1)
  }

  #decide(weights: readonly number[], question?: string): number {
    const known = this.#path[this.depth]
    this.depth += 1
    if (known !== undefined) return known.taken
    this.#path.push(
      question === undefined ? { taken: 0, weights } : { taken: 0, weights, question },
    )
    return 0
  }
}

/** Moves the path to the next untried decision; false when none is left. */
function advance(path: OpenDecision[]): boolean {
  for (let last = path.at(-1); last !== undefined; last = path.at(-1)) {
    if (last.taken + 1 < last.weights.length) {
      last.taken += 1
      return true
    }
    path.pop()
  }
  return false
}

function summary(path: readonly OpenDecision[]): { probability: number; decisions: Decision[] } {
  let probability = 1
  const decisions = path.map((open): Decision => {
    const weight = open.weights[open.taken] ?? 0
    probability *= weight
    return open.question === undefined
      ? { taken: open.taken, probability: weight }
      : { taken: open.taken, probability: weight, question: open.question }
  })
  return { probability, decisions }
}
