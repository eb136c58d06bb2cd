import type { Evaluation } from './extension.ts'

/** Asks chance what the emulator cannot know, and says so in the trace. */
export function askUnknown(evaluation: Evaluation, question: string): boolean {
  evaluation.context.trace?.step({ kind: 'unknown', question })
  return evaluation.context.chance.unknown(question)
}
