import type { RunResult } from '../../../src/simulation/results/run-result.ts'

export function someRun(changes: Partial<RunResult> = {}): RunResult {
  return {
    scenario: 'some',
    purpose: 'It shows something.',
    mode: 'ipvs',
    part: 'cause',
    seed: 1,
    durationMs: 60_000,
    traffic: [],
    convergence: [],
    peaks: { conntrackEntries: 1_200, ipvsConnections: 0 },
    atEnd: { conntrackEntries: 0, ipvsConnections: 0 },
    syncs: { full: 3, partial: 4, failed: 0, lines: 10, bytes: 12_345 },
    violations: [],
    expectations: [],
    injections: [],
    passed: true,
    ...changes,
  }
}
