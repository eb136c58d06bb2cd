import { formatGoDuration } from '../../proxy/go-duration.ts'
import type {
  Convergence,
  Quantiles,
  RunResult,
  TrafficResult,
} from '../../simulation/results/run-result.ts'
import type { Colors } from '../colors.ts'
import { formatCount, formatTable } from '../table.ts'

/** More than so many events are not all shown. */
const shownEventsMax = 12

/** One scenario's runs side by side, then what failed. */
export function formatReplay(runs: readonly RunResult[], colors: Colors): string {
  const [first] = runs
  if (first === undefined) return ''
  const head = `${colors.bold(first.scenario)}  ${first.purpose}\nseed ${first.seed}, ${formatGoDuration(first.durationMs)} of virtual time\n\n`
  const columns = [
    { header: 'MEASURE' },
    ...runs.map((run) => ({ header: columnName(run).toUpperCase(), right: true })),
  ]
  const table = formatTable(columns, rowsOf(runs))
  return `${head}${table}${failuresOf(runs, colors)}`
}

export function columnName({ mode, part }: RunResult): string {
  return part === 'cause' ? mode : `${mode}, without`
}

type Row = readonly string[]

function rowsOf(runs: readonly RunResult[]): Row[] {
  return [
    ...trafficNames(runs).flatMap((traffic) => trafficRows(traffic, runs)),
    ...eventRows(runs),
    row('conntrack entries, most on a node', runs, ({ peaks }) =>
      formatCount(peaks.conntrackEntries),
    ),
    ...optional('IPVS connections, most on a node', runs, ({ peaks }) => peaks.ipvsConnections),
    row('kube-proxy syncs', runs, ({ syncs }) => formatCount(syncs.full + syncs.partial)),
    row('  of them full', runs, ({ syncs }) => formatCount(syncs.full)),
    ...optional('  failed', runs, ({ syncs }) => syncs.failed),
    row('  bytes written', runs, ({ syncs }) => formatCount(syncs.bytes)),
    ...optional('violations', runs, ({ violations }) =>
      violations.reduce((sum, { count }) => sum + count, 0),
    ),
    ...injectionRows(runs),
    row('expectations met', runs, ({ expectations }) => {
      const met = expectations.filter((one) => one.met).length
      return `${met} of ${expectations.length}`
    }),
  ]
}

function row(label: string, runs: readonly RunResult[], cell: (run: RunResult) => string): Row {
  return [label, ...runs.map(cell)]
}

/** Left out where every run has 0. */
function optional(
  label: string,
  runs: readonly RunResult[],
  value: (run: RunResult) => number,
): Row[] {
  return runs.some((run) => value(run) !== 0)
    ? [row(label, runs, (run) => formatCount(value(run)))]
    : []
}

function trafficNames(runs: readonly RunResult[]): readonly string[] {
  return [...new Set(runs.flatMap(({ traffic }) => traffic.map((one) => one.traffic)))]
}

function trafficRows(name: string, runs: readonly RunResult[]): Row[] {
  const of = (run: RunResult) => run.traffic.find(({ traffic }) => traffic === name)
  const cell = (text: (traffic: TrafficResult) => string) => (run: RunResult) => {
    const traffic = of(run)
    return traffic === undefined ? '–' : text(traffic)
  }
  const number = (label: string, value: (traffic: TrafficResult) => number) =>
    optional(label, runs, (run) => {
      const traffic = of(run)
      return traffic === undefined ? 0 : value(traffic)
    })
  const reasons = [...new Set(runs.flatMap((run) => Object.keys(of(run)?.failedBy ?? {})))].sort()
  return [
    row(
      `${name}: connections`,
      runs,
      cell(({ connections }) => formatCount(connections)),
    ),
    row(
      '  completed',
      runs,
      cell(({ completed }) => formatCount(completed)),
    ),
    row(
      '  failed',
      runs,
      cell(({ failed }) => formatCount(failed)),
    ),
    ...reasons.map((reason) =>
      row(
        `    ${reason}`,
        runs,
        cell(({ failedBy }) => formatCount(failedBy[reason as keyof typeof failedBy] ?? 0)),
      ),
    ),
    ...number('  open at the end', ({ open }) => open),
    ...number('  datagrams lost', ({ datagramsLost }) => datagramsLost),
    ...number('  requests answered', ({ requestsAnswered }) => requestsAnswered),
    ...answerRows(runs, of),
    row(
      '  backends reached',
      runs,
      cell(({ backends }) => formatCount(backends.length)),
    ),
    row('  of them the busiest', runs, cell(busiestShare)),
    row('  same backend as before', runs, cell(sameShare)),
  ]
}

function answerRows(
  runs: readonly RunResult[],
  of: (run: RunResult) => TrafficResult | undefined,
): Row[] {
  if (runs.every((run) => of(run)?.answerMs === undefined)) return []
  return [
    row('  answer, median', runs, (run) => span(of(run)?.answerMs, 'median')),
    row('  answer, 99 of 100', runs, (run) => span(of(run)?.answerMs, 'p99')),
    row('  answer, longest', runs, (run) => span(of(run)?.answerMs, 'longest')),
  ]
}

function span(answerMs: Quantiles | undefined, which: keyof Quantiles): string {
  return answerMs === undefined ? '–' : formatMs(answerMs[which])
}

export function formatMs(milliseconds: number): string {
  return formatGoDuration(Math.round(milliseconds * 1_000) / 1_000)
}

function busiestShare({ backends }: TrafficResult): string {
  const all = backends.reduce((sum, { connections }) => sum + connections, 0)
  return percent(backends[0]?.connections ?? 0, all)
}

function sameShare({ sameBackend, otherBackend }: TrafficResult): string {
  return percent(sameBackend, sameBackend + otherBackend)
}

function percent(part: number, of: number): string {
  return of === 0 ? '–' : `${((part / of) * 100).toFixed(1)} %`
}

/** By place in the scenario: without its cause a run may have fewer. */
function eventRows(runs: readonly RunResult[]): Row[] {
  const keyOf = ({ event, atMs }: Convergence) => `${event} at ${formatMs(atMs)}`
  const keys = [...new Set(runs.flatMap(({ convergence }) => convergence.map(keyOf)))]
  const shown = keys.slice(0, shownEventsMax)
  const rows = shown.flatMap((key) => {
    const of = (run: RunResult) => run.convergence.find((one) => keyOf(one) === key)
    return [
      row(`${key}: rules after`, runs, (run) => optionalMs(of(run)?.rulesMs)),
      ...optional('  failures caused', runs, (run) => of(run)?.failures ?? 0),
      ...(runs.some((run) => of(run)?.failuresMs !== undefined)
        ? [row('  the last after', runs, (run) => optionalMs(of(run)?.failuresMs))]
        : []),
    ]
  })
  const hidden = keys.length - shown.length
  return hidden > 0 ? [...rows, [`… and ${hidden} more events (-o json has all)`]] : rows
}

function optionalMs(milliseconds: number | undefined): string {
  return milliseconds === undefined ? '–' : formatMs(milliseconds)
}

function injectionRows(runs: readonly RunResult[]): Row[] {
  const names = [...new Set(runs.flatMap(({ injections }) => injections))]
  return names.map((name) =>
    row(`injected: ${name}`, runs, ({ injections }) => (injections.includes(name) ? 'yes' : 'no')),
  )
}

function failuresOf(runs: readonly RunResult[], colors: Colors): string {
  const lines = runs.flatMap((run) =>
    run.expectations
      .filter(({ met }) => !met)
      .map(
        ({ expectation, seen, at }) =>
          `${colors.red('FAILED')}  ${columnName(run)}  ${expectation}\n        seen: ${seen}\n        ${at}\n`,
      ),
  )
  return lines.length === 0 ? '' : `\n${lines.join('')}`
}
