import type { Store } from './store.ts'

/** Nothing outlives the process. */
export const noStore: Store = {
  clusters: () => [],
  changes: async () => [],
  putCluster: async () => {},
  addChange: async () => {},
  deleteCluster: async () => {},
  scenarios: () => [],
  putScenario: async () => {},
  deleteScenario: async () => {},
  runs: () => [],
  putRun: async () => {},
  deleteRun: async () => {},
  close: async () => {},
}
