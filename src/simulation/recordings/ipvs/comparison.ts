import type { ServerTable } from './recording.ts'
import { anyLine } from './shell.ts'

/** A difference, as both sides print it. `timeOnly`: nothing but the seconds left differ. */
export interface Difference {
  readonly expected: string
  readonly actual: string
  readonly timeOnly: boolean
}

const secondsTolerance = 2
/** Heartbeats, which renew a connection, come every 31 s to 63 s, by chance (sctp_transport_timeout, hb_interval). */
const sctpSecondsTolerance = 33

/** Virtual servers in any order, each with its servers in order. */
export function compareTables(expected: ServerTable, actual: ServerTable): Difference | undefined {
  const keys = [...new Set([...Object.keys(expected), ...Object.keys(actual)])]
  const different = keys.filter(
    (key) => JSON.stringify(expected[key]) !== JSON.stringify(actual[key]),
  )
  if (different.length === 0) return undefined
  const show = (table: ServerTable) =>
    different.map((key) => `${key} ${JSON.stringify(table[key] ?? 'not there')}`).join('\n')
  return { expected: show(expected), actual: show(actual), timeOnly: false }
}

export function compareValues(expected: unknown, actual: unknown): Difference | undefined {
  const [one, other] = [JSON.stringify(expected), JSON.stringify(actual)]
  return one === other
    ? undefined
    : { expected: one ?? 'nothing', actual: other ?? 'nothing', timeOnly: false }
}

export interface OutputOptions {
  /** Compare how many seconds connections have left (within 2). */
  readonly seconds: boolean
}

/**
 * What a program printed. Connections (`ipvsadm -Lnc`) come in any order, all other lines in theirs; a line that is
 * not emulated agrees with any.
 */
export function compareOutput(
  expected: readonly string[],
  actual: readonly string[],
  options: OutputOptions,
): Difference | undefined {
  const texts = [expected, actual].map((lines) => lines.filter((line) => !isConnection(line)))
  const [one = [], other = []] = texts
  const same =
    one.length === other.length &&
    one.every((line, index) => other[index] === anyLine || other[index] === line)
  if (!same) return { expected: one.join('\n'), actual: other.join('\n'), timeOnly: false }
  return compareConnections(expected.filter(isConnection), actual.filter(isConnection), options)
}

function compareConnections(
  expected: readonly string[],
  actual: readonly string[],
  { seconds }: OutputOptions,
): Difference | undefined {
  const [one, other] = [timesByConnection(expected), timesByConnection(actual)]
  const names = [...new Set([...one.keys(), ...other.keys()])]
  const wrong = names.filter((name) => one.get(name)?.length !== other.get(name)?.length)
  if (wrong.length > 0) return difference(wrong, one, other, false)
  if (!seconds) return undefined
  const late = names.filter((name) =>
    one
      .get(name)
      ?.some((time, at) => Math.abs(time - (other.get(name)?.[at] ?? 0)) > toleranceOf(name)),
  )
  return late.length === 0 ? undefined : difference(late, one, other, true)
}

function toleranceOf(name: string): number {
  return name.startsWith('SCTP ') ? sctpSecondsTolerance : secondsTolerance
}

function difference(
  names: readonly string[],
  one: ReadonlyMap<string, readonly number[]>,
  other: ReadonlyMap<string, readonly number[]>,
  timeOnly: boolean,
): Difference {
  const show = (times: ReadonlyMap<string, readonly number[]>) =>
    names.map((name) => `${name}: ${times.get(name)?.join(', ') ?? 'not there'}`).join('\n')
  return { expected: show(one), actual: show(other), timeOnly }
}

const connectionPattern = /^((?:TCP|UDP|SCTP|IP) +)(\d+):(\d\d)( .*)$/

function isConnection(line: string): boolean {
  return connectionPattern.test(line)
}

/** Line without its time → the times, sorted. */
function timesByConnection(lines: readonly string[]): Map<string, number[]> {
  const times = new Map<string, number[]>()
  for (const line of lines) {
    const [, protocol = '', minutes = '', seconds = '', rest = ''] =
      connectionPattern.exec(line) ?? []
    const name = `${protocol.trim()} ${rest.trim().replace(/\s+/g, ' ')}`
    times.set(name, [...(times.get(name) ?? []), Number(minutes) * 60 + Number(seconds)])
  }
  for (const list of times.values()) list.sort((a, b) => a - b)
  return times
}
