import { assertNever } from '../../base/invariant.ts'
import { formatCleanupStep } from '../../proxy/cleanup/cleanup-step.ts'
import type { CleanupOutcome } from '../../simulation/node/run-cleanup.ts'

/** What was run, one command after the other; what was not there to be removed is only counted. */
export function cleanupText(outcomes: readonly CleanupOutcome[]): string {
  const idle = outcomes.filter(({ kind }) => kind === 'nothing').length
  const rest = idle === 0 ? [] : [`# ${idle} more find nothing to remove`]
  return [...outcomes.flatMap(linesOf), ...rest].map((line) => `${line}\n`).join('')
}

function linesOf(outcome: CleanupOutcome): readonly string[] {
  const command = formatCleanupStep(outcome.step)
  switch (outcome.kind) {
    case 'nothing':
      return []
    case 'done':
      return [command]
    case 'refused':
      return [`# fails: ${outcome.reason}`, ...command.split('\n').map((line) => `#   ${line}`)]
    default:
      return assertNever(outcome)
  }
}
