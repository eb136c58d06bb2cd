/** How often each choice of chance came, and how often it should have. */
interface Cell {
  expected: number
  observed: number
  /** Σ p²: what is missing from `expected` to the variance. */
  squares: number
  /** Which of its Service port's backends: two of one port are never merged. */
  readonly rank: number
}

/** Cells that expect less are merged. */
const expectedMin = 5
/** Differences this rare are taken for disagreements. */
export const significance = 0.001

export interface FrequencyTest {
  readonly choices: number
  readonly chiSquare: number
  readonly degreesOfFreedom: number
  /** How often chance alone differs at least so much. */
  readonly probability: number
}

/**
 * Pools recorded choices by Service port and backend. A packet's own probabilities add up to what its cells expect,
 * so that Services whose endpoints change can be pooled too.
 */
export class Frequencies {
  readonly #cells = new Map<string, Map<string, Cell>>()
  #choices = 0

  /** One choice: every backend's probability, and which one it was. */
  add(servicePort: string, probabilities: ReadonlyMap<string, number>, chosen: string): void {
    this.#choices += 1
    const cells = this.#cells.get(servicePort) ?? new Map<string, Cell>()
    this.#cells.set(servicePort, cells)
    for (const [backend, probability] of probabilities) {
      const cell = cells.get(backend) ?? { expected: 0, observed: 0, squares: 0, rank: cells.size }
      cell.expected += probability
      cell.squares += probability * probability
      if (backend === chosen) cell.observed += 1
      cells.set(backend, cell)
    }
  }

  /** Undefined: chance had nothing to decide. */
  test(): FrequencyTest | undefined {
    const cells = merge([...this.#cells.values()].flatMap((one) => [...one.values()]))
    let chiSquare = 0
    let degreesOfFreedom = 0
    for (const { expected, observed, squares } of cells) {
      chiSquare += (observed - expected) ** 2 / expected
      // The mean of this cell's share, as its variance is Σ p (1 − p).
      degreesOfFreedom += 1 - squares / expected
    }
    if (degreesOfFreedom <= 0) return undefined
    const probability = survival(chiSquare, degreesOfFreedom)
    return { choices: this.#choices, chiSquare, degreesOfFreedom, probability }
  }
}

/** Small cells of one rank become one of a fair size; what is left over is too little to tell anything. */
function merge(cells: readonly Cell[]): Cell[] {
  const merged = cells.filter(({ expected }) => expected >= expectedMin)
  const open = new Map<number, Cell>()
  for (const cell of cells) {
    if (cell.expected >= expectedMin) continue
    const { rank } = cell
    const sum = open.get(rank) ?? { expected: 0, observed: 0, squares: 0, rank }
    sum.expected += cell.expected
    sum.observed += cell.observed
    sum.squares += cell.squares
    if (sum.expected < expectedMin) open.set(rank, sum)
    else {
      merged.push(sum)
      open.delete(rank)
    }
  }
  return merged
}

/** The upper tail of the chi-square distribution (Wilson and Hilferty, 1931: its cube root is nearly normal). */
function survival(chiSquare: number, degreesOfFreedom: number): number {
  const spread = 2 / (9 * degreesOfFreedom)
  const z = (Math.cbrt(chiSquare / degreesOfFreedom) - (1 - spread)) / Math.sqrt(spread)
  return normalTail(z)
}

/** Abramowitz and Stegun 26.2.17, to 7.5e-8. */
function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z)
  const t = 1 / (1 + 0.2316419 * z)
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
  return (
    density *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  )
}
