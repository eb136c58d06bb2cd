import type { Position } from '../../base/user-error.ts'
import type { Cluster } from '../../kubernetes/cluster/make-cluster.ts'
import type { PathStep } from '../../kubernetes/reading/source-text.ts'
import type { ProxyMode } from '../../proxy/configuration.ts'
import type { ClientPlan, LoadPlan } from '../traffic/traffic-plan.ts'
import type { Expectation } from './expectation.ts'
import type { ScenarioDocument } from './format/scenario-document.ts'
import type { PlannedEvent } from './planned-event.ts'
import type { RunSettings } from './reading/run-settings.ts'

/** A scenario that was read and found right. */
export interface Scenario {
  /** The file's name without its folder and ending. */
  readonly name: string
  readonly file: string
  /** As written, in milliseconds and numbers. */
  readonly document: ScenarioDocument
  /** What kinds of objects were skipped, and what else a user may want to know. */
  readonly notes: readonly string[]
  /** As the scenario says. */
  readonly cause: ScenarioPart
  /** Played without the cause of what it shows; undefined: the scenario does not say how. */
  readonly without: ScenarioPart | undefined
  /** Where a field stands in the file. */
  locate(path: readonly PathStep[]): Position
}

/** All that a run needs; the same in every mode but for the settings. */
export interface ScenarioPart {
  readonly modes: readonly ProxyMode[]
  readonly initial: Cluster
  readonly endMs: number
  readonly clients: readonly ClientPlan[]
  readonly traffic: readonly LoadPlan[]
  /** In the order in which they happen. */
  readonly events: readonly PlannedEvent[]
  readonly expectations: readonly Expectation[]
  settingsIn(mode: ProxyMode): RunSettings
}
