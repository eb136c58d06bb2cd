import type { ClusterChange, ClusterSettings } from '../laboratory/laboratory-request.ts'

/** What is kept of a cluster: how to make it again. */
export interface KeptClusterRecord {
  readonly name: string
  readonly settings: ClusterSettings
  /** How many changes there are; the first is what it was made of. */
  readonly changeCount: number
}

export interface KeptScenario {
  readonly name: string
  readonly text: string
  /** What it names as files, by file name. */
  readonly files: Readonly<Record<string, string>>
}

/** A run that is over. */
export interface KeptRun {
  readonly run: string
  /** As the API answers it, JSON. */
  readonly text: string
}

/**
 * What outlives the process. Every method that writes has written when its promise is fulfilled; a promise that is
 * rejected (E_STORE) wrote nothing.
 */
export interface Store {
  clusters(): readonly KeptClusterRecord[]
  changes(cluster: string): Promise<readonly ClusterChange[]>
  putCluster(name: string, settings: ClusterSettings, first: ClusterChange): Promise<void>
  addChange(name: string, change: ClusterChange): Promise<void>
  deleteCluster(name: string): Promise<void>
  scenarios(): readonly KeptScenario[]
  putScenario(scenario: KeptScenario): Promise<void>
  deleteScenario(name: string): Promise<void>
  runs(): readonly KeptRun[]
  putRun(run: KeptRun): Promise<void>
  deleteRun(run: string): Promise<void>
  close(): Promise<void>
}
