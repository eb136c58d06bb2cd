import type { BadRecords, SkippedKind } from '../../simulation/flows/bad-records.ts'
import { skippedKinds } from '../../simulation/flows/bad-records.ts'
import type { FlowReplayResult } from '../../simulation/flows/replay/flow-replay.ts'
import type { OutcomeKind, TallyRow } from '../../simulation/flows/replay/replay-tally.ts'
import { formatCount, formatTable } from '../table.ts'

/** What was replayed, for the first lines of a report. */
export interface ReplayedRecording {
  readonly file: string
  readonly kind: string
  readonly seed: number
}

/** One outcome, with its counts in each mode; undefined: it did not happen there. */
interface MergedRow extends Pick<TallyRow, 'service' | 'outcome' | 'backend' | 'name'> {
  readonly modes: readonly (TallyRow | undefined)[]
}

const outcomeOrder: readonly OutcomeKind[] = [
  'reached',
  'passed',
  'unanswered',
  'refused',
  'dropped',
]

/** The modes side by side: flows and bytes of each Service's backends, and why others got nowhere. */
export function formatFlowReplay(
  recording: ReplayedRecording,
  result: FlowReplayResult,
  records: BadRecords,
): string {
  const { modes } = result
  const columns = [
    { header: 'SERVICE' },
    { header: 'BACKEND' },
    ...modes.flatMap(({ mode }) => [
      { header: mode.toUpperCase(), right: true },
      { header: 'BYTES', right: true },
    ]),
  ]
  const rows = mergeRows(result)
  return [
    formatHead(recording, result),
    rows.length === 0
      ? 'no flow\n'
      : formatTable(
          columns,
          rows.map((row, index) => cellsOf(row, rows[index - 1])),
        ),
    formatNotes(result, records),
  ]
    .filter((part) => part !== '')
    .join('\n')
}

export function flowReplayJson(
  recording: ReplayedRecording,
  result: FlowReplayResult,
  records: BadRecords,
): string {
  const { flows, packets, bytes, protocols, clients, firstMs, lastMs, midStream, forgotten } =
    result
  return `${JSON.stringify(
    {
      ...recording,
      flows,
      packets,
      bytes,
      protocols: Object.fromEntries(protocols),
      clients: Object.fromEntries(clients),
      firstMs,
      lastMs,
      midStream,
      forgotten,
      bad: records.count,
      skipped: Object.fromEntries(records.skipped),
      rows: mergeRows(result).map(({ modes, ...row }) => ({
        ...row,
        modes: Object.fromEntries(
          result.modes.map(({ mode }, index) => {
            const { flows = 0, packets = 0, bytes = 0 } = modes[index] ?? {}
            return [mode, { flows, packets, bytes }]
          }),
        ),
      })),
    },
    null,
    2,
  )}\n`
}

function mergeRows({ modes }: FlowReplayResult): readonly MergedRow[] {
  const merged = new Map<string, MergedRow & { readonly modes: (TallyRow | undefined)[] }>()
  for (const [index, { rows }] of modes.entries())
    for (const row of rows) {
      if (row.flows === 0) continue
      const { service, outcome, backend, name } = row
      const key = JSON.stringify([service, outcome, backend, name])
      const known = merged.get(key) ?? {
        service,
        outcome,
        backend,
        name,
        modes: modes.map(() => undefined),
      }
      merged.set(key, known)
      known.modes[index] = row
    }
  return [...merged.values()].sort(byServiceAndOutcome)
}

/** Flows to no Service come last. */
function byServiceAndOutcome(one: MergedRow, other: MergedRow): number {
  if (one.service !== other.service) {
    if (one.service === undefined) return 1
    if (other.service === undefined) return -1
    return one.service < other.service ? -1 : 1
  }
  const order = outcomeOrder.indexOf(one.outcome) - outcomeOrder.indexOf(other.outcome)
  if (order !== 0) return order
  return sortKey(one) < sortKey(other) ? -1 : 1
}

function sortKey({ name, backend = '' }: MergedRow): string {
  return `${name} ${backend}`
}

function cellsOf(row: MergedRow, before: MergedRow | undefined): string[] {
  const { service = 'to no Service', backend, name } = row
  const repeats = before !== undefined && before.service === row.service
  const where = backend === undefined ? name : name === '' ? backend : `${name} ${backend}`
  return [
    repeats ? '' : service,
    where,
    ...row.modes.flatMap((counts) =>
      counts === undefined ? ['', ''] : [formatCount(counts.flows), formatBytes(counts.bytes)],
    ),
  ]
}

function formatHead({ file, kind, seed }: ReplayedRecording, result: FlowReplayResult): string {
  const { flows, packets, bytes, firstMs, lastMs, protocols } = result
  const byProtocol = [...protocols]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([protocol, count]) => `${formatCount(count)} ${protocol}`)
  const span =
    firstMs === undefined || lastMs === undefined
      ? 'no times'
      : `${((lastMs - firstMs) / 1e3).toFixed(1)} s from ${instantText(firstMs)}`
  const parts = [
    `${formatCount(flows)} flows${byProtocol.length === 0 ? '' : ` (${byProtocol.join(', ')})`}`,
    `${formatCount(packets)} packets`,
    formatBytes(bytes),
    span,
  ]
  return `${file} (${kind}): ${parts.join(', ')}; seed ${seed}\n`
}

function instantText(atMs: number): string {
  return Math.abs(atMs) <= 8.64e15 ? new Date(atMs).toISOString() : `${atMs} ms`
}

const clientWords = {
  pod: 'from pods',
  guest: 'from pod addresses that no manifest has (taken to be pods of the node with that podCIDR)',
  node: 'from nodes',
  outside: 'from outside the cluster',
} as const

function formatNotes(result: FlowReplayResult, records: BadRecords): string {
  const lines: string[] = []
  for (const [kind, words] of Object.entries(clientWords)) {
    const count = result.clients.get(kind as keyof typeof clientWords) ?? 0
    if (count > 0) lines.push(`${formatCount(count)} flows ${words}`)
  }
  if (result.midStream > 0)
    lines.push(
      `${formatCount(result.midStream)} flows were open before the recording began: played as if they began there`,
    )
  if (result.forgotten > 0)
    lines.push(
      `${formatCount(result.forgotten)} open flows were forgotten to make room: what followed of them counts anew`,
    )
  for (const [kind, words] of Object.entries(skippedKinds)) {
    const count = records.skipped.get(kind as SkippedKind) ?? 0
    if (count > 0) lines.push(`left out: ${formatCount(count)} ${words}`)
  }
  if (records.count > 0)
    lines.push(
      `left out: ${formatCount(records.count)} that cannot be read; the first: ${records.first}`,
    )
  return lines.map((line) => `${line}\n`).join('')
}

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']

/** 1234567 → `1.2 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000
    unit += 1
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`
}
