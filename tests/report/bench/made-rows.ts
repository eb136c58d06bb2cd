import type { BenchRow } from '../../../src/report/bench/bench-rows.ts'
import type { BenchResult } from '../../../src/report/bench/bench-text.ts'

export function madeRow(changes: Partial<BenchRow>): BenchRow {
  return {
    services: 100,
    endpoints: 5,
    backend: 'iptables-legacy',
    position: 'random',
    measured: true,
    rulesP50: 66,
    rulesP99: 116,
    firstP50Us: 3.2,
    firstP99Us: 3.4,
    formula: '2.88 µs + 66 rules × 2.35 ns',
    laterUs: 1,
    cpuCores: 0.11,
    rules: 1_723,
    lines: 2_351,
    bytes: 250_000,
    calls: 0,
    textMs: 8,
    fullLoadMs: 29,
    partialLines: 146,
    partialLoadMs: 18,
    memoryMb: 2,
    ...changes,
  }
}

/** iptables grows from 3 to 30 µs, nftables stays at 4, IPVS (an estimate) at 2. */
export const madeRows: readonly BenchRow[] = [100, 1_000, 10_000].flatMap((services, index) => [
  madeRow({ services, firstP50Us: [3, 5, 30][index] ?? 0, fullLoadMs: 30 * 10 ** index }),
  madeRow({ services, backend: 'ipvs', measured: false, firstP50Us: 2 }),
  madeRow({ services, backend: 'nftables', firstP50Us: 4 }),
])

export const madeResult: BenchResult = {
  rows: madeRows,
  seed: 7,
  affinity: false,
  rate: 10_000,
  keepalive: 1,
  connections: 50,
  sources: ['Prices of all: a test.'],
}
