import type { PricedKind } from './priced-counts.ts'

/** How a node's kernel runs the rules. The same rules cost another time in each. */
export type Backend = 'iptables-legacy' | 'iptables-nft' | 'nftables' | 'ipvs'
export const backends = ['iptables-legacy', 'iptables-nft', 'nftables', 'ipvs'] as const

/** What each kind costs, over a path without any rules. Microseconds (`…Us`) or nanoseconds (`…Ns`). */
export interface Prices {
  /** Hooks, connection tracking, NAT, and every kind of visit that has no price of its own below. */
  readonly fixedUs: number
  /** One of each kind; a rule that is of a dearer kind too costs both. Absent: in `fixedUs`. */
  readonly visitNs: Partial<Record<PricedKind, number>>
}

/** What packets cost on a real kernel. Coefficients belong to one machine: use their ratios and shapes. */
export interface Coefficients extends Prices {
  readonly backend: Backend
  /** A later packet of a connection, over the same path. */
  readonly establishedUs: number
  /** False: nobody measured it, and whoever prints it must say so. */
  readonly measured: boolean
  readonly source: string
  /** How well they foretold points that the fit had not seen. */
  readonly heldBack?: Omit<FitQuality, 'points'>
}

/** How far predictions are from what was measured. */
export interface FitQuality {
  readonly points: number
  /** |predicted ÷ measured − 1|. */
  readonly medianError: number
  readonly worstError: number
  /** 1 − squared residuals ÷ squared distances from the mean. */
  readonly rSquared: number
}

export type CoefficientSet = Readonly<Record<Backend, Coefficients>>
