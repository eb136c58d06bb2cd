import type { SourceText } from '../../kubernetes/reading/source-text.ts'
import type { ProxyMode } from '../../proxy/configuration.ts'
import type { TargetPosition } from '../../simulation/cost/target-position.ts'
import type { ManifestBytes } from '../laboratory/laboratory-request.ts'

/** Long work that is done once, in a thread of its own. */
export type JobRequest =
  | {
      readonly kind: 'verification'
      readonly recordings: readonly ManifestBytes[]
      readonly show: number
    }
  | {
      readonly kind: 'flow-replay'
      readonly recording: ManifestBytes
      readonly cluster: ClusterText
      readonly modes: readonly ProxyMode[]
      /** `OLD=NEW` each. */
      readonly map: readonly string[]
      readonly skipBad: boolean
      readonly namespace: string
      readonly seed: number
    }
  | {
      readonly kind: 'bench'
      /** Absent: clusters are made up. */
      readonly cluster?: ClusterText
      readonly services: readonly number[]
      readonly endpoints: number
      readonly affinity: boolean
      readonly positions: readonly TargetPosition[]
      readonly rate: number
      readonly keepalive: number
      readonly connections: number
      readonly seed: number
    }

/** A cluster as another thread can make it again. */
export interface ClusterText {
  readonly manifest: SourceText
  readonly configuration?: SourceText
}

/** What came of a job, in each of its forms. */
export interface JobOutcome {
  /** False: differences were found. */
  readonly passed: boolean
  readonly json: string
  readonly table: string
  readonly csv?: string
}

/** Says how far it is, in words. */
export type OnProgress = (done: string) => void
