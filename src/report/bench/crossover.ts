import type { Backend } from '../../simulation/cost/coefficients.ts'
import type { BenchRow } from './bench-rows.ts'

/** From how many Services on a new connection costs more with one backend than with another. */
export interface Crossover {
  readonly dearer: Backend
  readonly than: Backend
  /** Undefined: within the sizes of this run it never does, or it always does. */
  readonly services: number | undefined
  readonly always: boolean
  /** One of the two was never measured. */
  readonly isEstimate: boolean
}

const pairs: readonly (readonly [Backend, Backend])[] = [
  ['iptables-legacy', 'nftables'],
  ['iptables-legacy', 'ipvs'],
  ['iptables-nft', 'nftables'],
  ['iptables-nft', 'ipvs'],
]

/** For the rows of one position, over all sizes: between two of them, on the straight line. */
export function crossovers(rows: readonly BenchRow[]): Crossover[] {
  return pairs.flatMap(([dearer, than]) => {
    const steps = rows
      .filter(({ backend }) => backend === dearer)
      .flatMap((row) => {
        const other = rows.find(
          ({ backend, services }) => backend === than && services === row.services,
        )
        return other === undefined ? [] : [{ row, other, gap: row.firstP50Us - other.firstP50Us }]
      })
      .sort((a, b) => a.row.services - b.row.services)
    const [first] = steps
    if (first === undefined) return []
    const after = steps.findIndex(({ gap }) => gap > 0)
    const [low, high] = [steps[after - 1], steps[after]]
    const services =
      low === undefined || high === undefined
        ? undefined
        : low.row.services +
          ((high.row.services - low.row.services) * -low.gap) / (high.gap - low.gap)
    return {
      dearer,
      than,
      services,
      always: after === 0,
      isEstimate: !first.row.measured || !first.other.measured,
    }
  })
}
