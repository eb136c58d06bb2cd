import { deepEqual } from '../../../proxy/tracking/deep-equal.ts'
import type { Disagreement } from '../verification.ts'
import { withoutChance } from './ipvs/order-of-chance.ts'
import { withoutSetTimeouts } from './nftables/set-timeouts.ts'
import { isRecord, type RawRecord, recordsIn } from './raw-value.ts'
import { savedTables } from './saved-tables.ts'

export type Difference = Omit<Disagreement, 'caseName'>

/** What a step's answer holds that is compared, part by part; `log` and `info` are not. */
const stepFacts: readonly (readonly string[])[] = [
  ['sync'],
  ['error'],
  ['iptables', 'restore'],
  ['iptables', 'ensure'],
  ['iptables', 'save'],
  ['ipvs', 'virtualServers'],
  ['ipvs', 'dummyAddresses'],
  ['ipvs', 'ipsets'],
  ['ipvs', 'ops'],
  ['ipvs', 'ipsetOps'],
  ['ipvs', 'timeouts'],
  ['nftables', 'transactions'],
  ['nftables', 'dump'],
  ['healthChecks'],
  ['conntrack'],
]

/** Holds the whole answer to one state against the recorded one. */
export function compareAnswers(
  recorded: RawRecord,
  answer: RawRecord,
): { readonly facts: number; readonly differences: readonly Difference[] } {
  const differences: Difference[] = []
  let facts = 0
  const compare = (where: string, expected: unknown, actual: unknown) => {
    if (expected === undefined && actual === undefined) return
    facts += 1
    const difference = firstDifference(where, normal(where, expected), normal(where, actual))
    if (difference !== undefined) differences.push(difference)
  }
  compare('error', recorded.error, answer.error)
  compare('sysctls', recorded.sysctls, answer.sysctls)
  const steps = recordsIn(answer, 'steps')
  const recordedSteps = recordsIn(recorded, 'steps')
  compare('steps', recordedSteps.length, steps.length)
  for (const [index, recordedStep] of recordedSteps.entries())
    for (const path of stepFacts)
      compare(
        `step ${index}, ${path.join('.')}`,
        valueAt(recordedStep, path),
        valueAt(steps[index] ?? {}, path),
      )
  return { facts, differences }
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce((found: unknown, name) => (isRecord(found) ? found[name] : undefined), value)
}

/** Of what was recorded, what counts: saved tables are data, the order of their chains is not. */
function normal(where: string, value: unknown): unknown {
  if (where.endsWith('iptables.save') && typeof value === 'string') return savedTables(value)
  if (where.endsWith('nftables.dump') && typeof value === 'string') return withoutSetTimeouts(value)
  return where.endsWith('ipvs.ops') && Array.isArray(value) ? withoutChance(value) : value
}

/** Where two values part, as deep as it goes: a line of a text, a field, an item. */
function firstDifference(
  where: string,
  expected: unknown,
  actual: unknown,
): Difference | undefined {
  if (deepEqual(expected, actual)) return undefined
  if (typeof expected === 'string' && typeof actual === 'string' && /\n/.test(expected + actual))
    return firstLine(where, expected.split('\n'), actual.split('\n'))
  if (Array.isArray(expected) && Array.isArray(actual))
    for (let index = 0; index < Math.max(expected.length, actual.length); index += 1) {
      const found = firstDifference(`${where}[${index}]`, expected[index], actual[index])
      if (found !== undefined) return found
    }
  if (isRecord(expected) && isRecord(actual))
    for (const name of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      const found = firstDifference(`${where}.${name}`, expected[name], actual[name])
      if (found !== undefined) return found
    }
  return { where, expected: written(expected), actual: written(actual) }
}

function firstLine(
  where: string,
  expected: readonly string[],
  actual: readonly string[],
): Difference {
  let index = 0
  while (expected[index] === actual[index]) index += 1
  return {
    where: `${where}, line ${index + 1}`,
    expected: expected[index] ?? '(end)',
    actual: actual[index] ?? '(end)',
  }
}

function written(value: unknown): string {
  return value === undefined ? '(nothing)' : JSON.stringify(value)
}
