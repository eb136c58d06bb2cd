import { describe, expect, it } from 'vitest'
import { differencesDocument, isDiffering } from './differences-document.ts'
import { questionGroups } from './questions.ts'

const questions = questionGroups.flatMap((group) => group.questions)

describe('docs/mode-differences.md', () => {
  // `npx vitest run tests/conformance -u` writes it anew.
  it('is what the questions make of it', async () => {
    await expect(differencesDocument(questionGroups)).toMatchFileSnapshot(
      '../../docs/mode-differences.md',
    )
  })

  it.each(questions)(
    '$question ($given): a difference has a reason, and only a difference',
    (question) => {
      expect(question.reason !== undefined).toBe(isDiffering(question))
    },
  )

  it.each(questions)('$question ($given): has a source', ({ sources }) => {
    expect(sources.length).toBeGreaterThan(0)
  })

  it('puts no question twice', () => {
    const texts = questions.map(({ question, given }) => `${question} ${given}`)
    expect(new Set(texts).size).toBe(texts.length)
  })
})
