import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { machineClock } from '../base/clock.ts'
import { formatCount, formatTable } from '../report/table.ts'
import { recordingReaders } from '../simulation/recordings/readers.ts'
import type { RecordingReader, Verification } from '../simulation/recordings/verification.ts'
import { type CommandIo, Progress } from './command-io.ts'
import { findRecordingFiles, type RecordingFile, readRecording } from './recording-files.ts'

export interface VerifyArguments {
  readonly recordings: readonly string[]
  readonly answers?: string
  readonly show: number
  readonly output: 'table' | 'json'
}

interface Skipped {
  readonly file: string
  readonly reason: string
}

/** Holds every recording against the emulator. Exit code 1 on any disagreement. */
export async function verify(options: VerifyArguments, io: CommandIo): Promise<number> {
  const progress = new Progress(io, () => machineClock.nowMs())
  const verifications: Verification[] = []
  const skipped: Skipped[] = []
  for (const file of findRecordingFiles(options.recordings)) {
    const outcome = verifyFile(file, options, (done) =>
      progress.show(`${file.path}: ${done} cases`),
    )
    if ('reason' in outcome) skipped.push(outcome)
    else verifications.push(outcome)
  }
  progress.clear()
  io.out(
    options.output === 'json'
      ? `${JSON.stringify(summarize(verifications, skipped), null, 2)}\n`
      : formatVerifications(verifications, skipped, options.show),
  )
  return verifications.some(({ disagreements }) => disagreements.length > 0) ? 1 : 0
}

function verifyFile(
  file: RecordingFile,
  options: VerifyArguments,
  onCase: (done: number) => void,
): Verification | Skipped {
  const text = readRecording(file.path)
  const reader = readerFor(text)
  if (reader === undefined) return { file: file.path, reason: 'no recording' }
  const wanted = options.answers !== undefined
  const verification = reader.verify(file.path, text, { answers: wanted, onCase })
  if (options.answers !== undefined) {
    const target = join(options.answers, file.answerPath)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, `${verification.answers.join('\n')}\n`)
  }
  return verification
}

/** By the first line, or by the whole document where one JSON value fills the file. */
function readerFor(text: string): RecordingReader | undefined {
  const document = tryParse(text.slice(0, text.indexOf('\n') >>> 0)) ?? tryParse(text)
  return document === undefined
    ? undefined
    : recordingReaders.find((reader) => reader.recognises(document))
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function summarize(verifications: readonly Verification[], skipped: readonly Skipped[]) {
  return { files: verifications.map(({ answers: _, ...rest }) => rest), skipped }
}

function formatVerifications(
  verifications: readonly Verification[],
  skipped: readonly Skipped[],
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

function formatSkipped(skipped: readonly Skipped[]): string {
  if (skipped.length === 0) return ''
  const names = skipped.map(({ file, reason }) => `  ${file} (${reason})`)
  return `${formatCount(skipped.length)} skipped:\n${names.join('\n')}\n`
}
