import { formatCount, formatTable } from '../table.ts'
import type { BenchRow } from './bench-rows.ts'
import { type Crossover, crossovers } from './crossover.ts'

/** What a run of `kpe bench` found, and what it was asked. */
export interface BenchResult {
  readonly rows: readonly BenchRow[]
  readonly seed: number
  readonly affinity: boolean
  readonly rate: number
  readonly keepalive: number
  readonly connections: number
  /** Of each backend's coefficients. */
  readonly sources: readonly string[]
}

export function formatBenchTable(result: BenchResult): string {
  const { rows, rate, keepalive } = result
  const positions = [...new Set(rows.map(({ position }) => position))]
  const parts = positions.flatMap((position) => {
    const own = rows.filter((row) => row.position === position)
    return [
      `A NEW CONNECTION to ${position === 'random' ? 'a Service at random' : `the ${position} Service`}\n`,
      trafficTable(own, rate, keepalive),
      ...(own.some(({ services }) => services !== own[0]?.services)
        ? [`${crossovers(own).map(formatCrossover).join('\n')}\n`]
        : []),
    ]
  })
  const programmed = rows.filter(({ position }) => position === positions[0])
  return [
    ...parts,
    'PROGRAMMING a node\n',
    programmingTable(programmed),
    formatNotes(result, rows.at(-1)),
  ].join('\n')
}

export function formatBenchCsv({ rows }: BenchResult): string {
  const [first] = rows
  if (first === undefined) return ''
  const keys = Object.keys(first) as (keyof BenchRow)[]
  const cell = (value: string | number | boolean) =>
    typeof value === 'number' ? String(significant(value)) : String(value)
  const lines = rows.map((row) => keys.map((key) => cell(row[key])).join(','))
  return `${[keys.join(','), ...lines].join('\n')}\n`
}

export function formatBenchJson(result: BenchResult): string {
  const positions = [...new Set(result.rows.map(({ position }) => position))]
  const found = positions.map((position) => ({
    position,
    crossovers: crossovers(result.rows.filter((row) => row.position === position)),
  }))
  const round = (_key: string, value: unknown) =>
    typeof value === 'number' ? significant(value) : value
  return `${JSON.stringify({ ...result, crossovers: found }, round, 2)}\n`
}

function trafficTable(rows: readonly BenchRow[], rate: number, keepalive: number): string {
  const perConnection = keepalive === 1 ? '' : `, ${keepalive} a connection`
  return formatTable(
    [
      { header: 'SERVICES', right: true },
      { header: 'BACKEND' },
      { header: 'RULES P50', right: true },
      { header: 'P99', right: true },
      { header: 'FIRST PACKET P50', right: true },
      { header: 'P99', right: true },
      { header: 'LATER PACKETS', right: true },
      { header: `CPU AT ${formatCount(rate)} REQUESTS/S${perConnection}`, right: true },
    ],
    rows.map((row) => [
      formatCount(row.services),
      nameOf(row),
      formatCount(Math.round(row.rulesP50)),
      formatCount(Math.round(row.rulesP99)),
      micro(row.firstP50Us),
      micro(row.firstP99Us),
      micro(row.laterUs),
      `${row.cpuCores.toFixed(2)} cores`,
    ]),
  )
}

function programmingTable(rows: readonly BenchRow[]): string {
  return formatTable(
    [
      { header: 'SERVICES', right: true },
      { header: 'BACKEND' },
      { header: 'RULES', right: true },
      { header: 'LINES', right: true },
      { header: 'MB', right: true },
      { header: 'CALLS', right: true },
      { header: 'TEXT*', right: true },
      { header: 'FIRST LOAD', right: true },
      { header: 'LINES OF A CHANGE', right: true },
      { header: 'ITS LOAD', right: true },
      { header: 'MEMORY*', right: true },
    ],
    rows.map((row) => [
      formatCount(row.services),
      nameOf(row),
      formatCount(row.rules),
      formatCount(row.lines),
      (row.bytes / 1e6).toFixed(2),
      formatCount(row.calls),
      time(row.textMs),
      time(row.fullLoadMs),
      formatCount(row.partialLines),
      time(row.partialLoadMs),
      `${Math.max(0, row.memoryMb).toFixed(0)} MB`,
    ]),
  )
}

function formatCrossover({ dearer, than, services, always, isEstimate }: Crossover): string {
  const estimate = isEstimate ? ' (an estimate)' : ''
  if (always)
    return `A new connection costs more with ${dearer} than with ${than}${estimate} at every size here.`
  if (services === undefined)
    return `A new connection never costs more with ${dearer} than with ${than}${estimate} here.`
  return `A new connection costs more with ${dearer} than with ${than}${estimate} from about ${formatCount(roughly(services))} Services on.`
}

function formatNotes(result: BenchResult, last: BenchRow | undefined): string {
  const { seed, connections, affinity, sources } = result
  return [
    `Times of packets are what they take on a real kernel beyond the same path without rules: counts of the emulator, exact, times prices that were measured on one machine.`,
    ...(last === undefined ? [] : [`The last median: ${last.formula}.`]),
    ...sources,
    'Predicted loads are within a factor of 1.6 of what was measured (docs/cost-model.md).',
    '* of the emulator on this machine; everything else is of a real node. IPVS was never measured: an estimate.',
    `${formatCount(connections)} connections a size and position, seed ${seed}; ${affinity ? 'ClientIP affinity; ' : ''}an established connection walks no Service rule in any mode.`,
    '',
  ].join('\n')
}

function nameOf({ backend, measured }: BenchRow): string {
  return measured ? backend : `${backend} (estimate)`
}

function micro(us: number): string {
  return `${us < 100 ? us.toFixed(2) : us.toFixed(0)} µs`
}

function time(ms: number): string {
  if (ms < 1_000) return `${ms < 10 ? ms.toFixed(1) : ms.toFixed(0)} ms`
  return `${(ms / 1_000).toFixed(ms < 100_000 ? 1 : 0)} s`
}

function roughly(services: number): number {
  return Number(services.toPrecision(2))
}

function significant(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(6))
}
