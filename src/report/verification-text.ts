import type { Verification } from '../simulation/recordings/verification.ts'
import { formatCount, formatTable } from './table.ts'

export interface SkippedRecording {
  readonly file: string
  readonly reason: string
}

export function verificationsJson(
  verifications: readonly Verification[],
  skipped: readonly SkippedRecording[],
): string {
  const files = verifications.map(({ answers: _, ...rest }) => rest)
  return `${JSON.stringify({ files, skipped }, null, 2)}\n`
}

/** A table of the files, what disagreed (`show` of each file), and what was skipped. */
export function formatVerifications(
  verifications: readonly Verification[],
  skipped: readonly SkippedRecording[],
  show: number,
): string {
  const rows = verifications.map((one) => [
    one.file,
    ...[one.cases, one.facts, one.packets, one.disagreements.length].map(formatCount),
  ])
  const sum = (pick: (one: Verification) => number) =>
    formatCount(verifications.reduce((total, one) => total + pick(one), 0))
  rows.push([
    `${verifications.length} files`,
    sum((one) => one.cases),
    sum((one) => one.facts),
    sum((one) => one.packets),
    sum((one) => one.disagreements.length),
  ])
  const table = formatTable(
    [
      { header: 'RECORDING' },
      { header: 'CASES', right: true },
      { header: 'FACTS', right: true },
      { header: 'PACKETS', right: true },
      { header: 'DISAGREEMENTS', right: true },
    ],
    rows,
  )
  return [table, ...verifications.map((one) => formatFindings(one, show)), formatSkipped(skipped)]
    .filter((part) => part !== '')
    .join('\n')
}

function formatFindings(one: Verification, show: number): string {
  const lines = one.disagreements
    .slice(0, show)
    .flatMap(({ caseName, where, expected, actual }) => [
      `${one.file}: ${caseName}, ${where}`,
      ...indent('  - recorded  ', expected),
      ...indent('  + emulated  ', actual),
    ])
  const more = one.disagreements.length - show
  if (more > 0 && show > 0) lines.push(`${one.file}: ${formatCount(more)} more`)
  for (const [what, times] of Object.entries(one.notEmulated))
    lines.push(`${one.file}: not compared: ${what} (${formatCount(times)} times)`)
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}

function indent(mark: string, text: string): string[] {
  return text.split('\n').map((line) => `${mark}${line}`)
}

function formatSkipped(skipped: readonly SkippedRecording[]): string {
  if (skipped.length === 0) return ''
  const names = skipped.map(({ file, reason }) => `  ${file} (${reason})`)
  return `${formatCount(skipped.length)} skipped:\n${names.join('\n')}\n`
}
