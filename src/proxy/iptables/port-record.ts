import type { PortPlan } from './port-plan.ts'

/** What was last written for one port: enough to write it again, and to know what has become stale. */
export interface PortRecord {
  readonly plan: PortPlan
  /** All endpoints, ready or not: they decide over large-cluster mode. */
  readonly endpointCount: number
  /** Its rules in the chains that are written in full at every sync. */
  readonly natRules: string
  readonly filterRules: string
}
