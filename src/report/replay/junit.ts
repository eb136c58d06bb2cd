import type { RunResult } from '../../simulation/results/run-result.ts'
import { columnName } from './replay-table.ts'

/** JUnit XML as CI systems read it: a test suite a run, a test case an expectation. Times are virtual. */
export function formatJunit(runs: readonly RunResult[]): string {
  const suites = runs.map(suiteOf)
  const tests = runs.reduce((sum, run) => sum + Math.max(1, run.expectations.length), 0)
  const failures = runs.reduce((sum, run) => sum + failuresOf(run), 0)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="kpe replay" tests="${tests}" failures="${failures}" errors="0">`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n')
}

function failuresOf({ expectations }: RunResult): number {
  return expectations.filter(({ met }) => !met).length
}

function suiteOf(run: RunResult): string {
  const { scenario, purpose, seed, durationMs, expectations } = run
  const name = `${scenario} (${columnName(run)})`
  const cases = expectations.map(
    ({ expectation, met, seen, at }) =>
      `    <testcase classname="${escapeXml(name)}" name="${escapeXml(expectation)}"` +
      (met
        ? '/>'
        : `>\n      <failure message="${escapeXml(`seen: ${seen}`)}">${escapeXml(`${expectation}\nseen: ${seen}\n${at}`)}</failure>\n    </testcase>`),
  )
  // A suite without a case is no suite to most readers.
  const all =
    cases.length > 0
      ? cases
      : [`    <testcase classname="${escapeXml(name)}" name="plays to its end"/>`]
  return [
    `  <testsuite name="${escapeXml(name)}" tests="${all.length}" failures="${failuresOf(run)}" errors="0" skipped="0" time="${durationMs / 1_000}">`,
    '    <properties>',
    `      <property name="purpose" value="${escapeXml(purpose)}"/>`,
    `      <property name="seed" value="${seed}"/>`,
    '    </properties>',
    ...all,
    '  </testsuite>',
  ].join('\n')
}

/**
 * Control characters and halves of surrogate pairs, which XML 1.0 has no way to write, become U+FFFD. White space is
 * written by number: parsers normalise the rest of it (XML 1.0, 2.11 and 3.3.3).
 */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\t', '&#9;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\r', '&#13;')
}
