import { describe, expect, it } from 'vitest'
import { createQuestionedMode, type QuestionedMode } from './mode-node.ts'
import { expectedAnswer } from './mode-question.ts'
import { questionGroups } from './questions.ts'

describeMode(() => createQuestionedMode('iptables'))
describeMode(() => createQuestionedMode('ipvs'))
describeMode(() => createQuestionedMode('nftables'))

/** One contract, three modes; where one differs, its expected answer says so, and the reason stands beside. */
function describeMode(create: () => QuestionedMode): void {
  const subject = create()
  describe(`${subject.mode} mode`, () => {
    for (const { subject: heading, questions } of questionGroups)
      describe(heading, () => {
        it.each(questions)('$question ($given)', (question) => {
          expect(subject.answer(question)).toBe(expectedAnswer(question, subject.mode))
        })
      })
  })
}
