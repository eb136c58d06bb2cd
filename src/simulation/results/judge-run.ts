import { formatPosition } from '../../base/user-error.ts'
import type { ProxyMode } from '../../proxy/configuration.ts'
import type { Expectation } from '../scenario/expectation.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { ListingCounts } from './listing-counts.ts'
import { type Judgement, judgeConnections, judgeListing, judgeRun } from './measures.ts'
import type { RunRecorder } from './run-recorder.ts'
import type { ExpectationResult, RunPart, RunResult } from './run-result.ts'

type RunNumbers = Pick<RunResult, 'convergence' | 'peaks' | 'atEnd' | 'syncs' | 'violations'>

/** Those of a scenario that a run in this mode is held to. */
export function expectationsIn(
  expectations: readonly Expectation[],
  mode: ProxyMode,
): readonly Expectation[] {
  return expectations.filter(({ modes }) => modes?.includes(mode) ?? true)
}

/** Every expectation, checkers without one included: they must have seen nothing. */
export function judgeExpectations(
  scenario: Scenario,
  part: RunPart,
  mode: ProxyMode,
  recorder: RunRecorder,
  run: RunNumbers,
  listings: ListingCounts,
): readonly ExpectationResult[] {
  const own = expectationsIn(
    (part === 'cause' ? scenario.cause : scenario.without)?.expectations ?? [],
    mode,
  )
  const judge = (expectation: Expectation) => judgeOne(expectation, recorder, run, listings)
  const results = own.map((expectation) => ({
    expectation: expectation.text,
    ...judge(expectation),
    at: formatPosition(scenario.locate(expectation.path)),
  }))
  const expected = own.flatMap((one) =>
    one.kind === 'run' && one.measure === 'violations' ? (one.of ?? []) : [],
  )
  const silent = run.violations
    .filter(({ checker }) => !expected.includes(checker))
    .map(({ checker, count, detail }) => ({
      expectation: `${checker}: violations is 0`,
      met: false,
      seen: `${count}, the first: ${detail}`,
      at: scenario.file,
    }))
  if (part === 'cause') return [...results, ...silent]
  return [...results, ...silent, difference(scenario, mode, judge)]
}

function judgeOne(
  expectation: Expectation,
  recorder: RunRecorder,
  run: RunNumbers,
  listings: ListingCounts,
): Judgement {
  switch (expectation.kind) {
    case 'connections':
      return judgeConnections(expectation, recorder.tallyOf(expectation.filter))
    case 'run':
      return judgeRun(expectation, run)
    case 'listing':
      return judgeListing(expectation, listings.of(expectation))
  }
}

/** Without its cause a problem is not there: what was expected with it must not be met any more, all of it. */
function difference(
  scenario: Scenario,
  mode: ProxyMode,
  judge: (expectation: Expectation) => Judgement,
): ExpectationResult {
  const withCause = expectationsIn(scenario.cause.expectations, mode)
  const unmet = withCause.find((expectation) => !judge(expectation).met)
  return {
    expectation: 'something that is expected with the cause is different without it',
    met: unmet !== undefined,
    seen:
      unmet === undefined
        ? `all ${withCause.length} expectations of the scenario are met without its cause too`
        : `not met: ${unmet.text} (${judge(unmet).seen})`,
    at: formatPosition(scenario.locate(['without'])),
  }
}
