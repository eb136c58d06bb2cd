import { expect, it } from 'vitest'
import { isSequence, readSequence } from '../../../../src/simulation/recordings/ipvs/recording.ts'

it('reads a question and an answer alike', () => {
  const settings = { sysctls: { 'net.ipv4.vs.conntrack': 1 }, timeouts: [1, 2, 3] }
  const question = readSequence(
    'q',
    JSON.stringify({ name: 'x', services: [], steps: [{ sleep: 1 }], timeout: 2, ...settings }),
  )
  const answer = readSequence(
    'a',
    JSON.stringify({ name: 'x', services: [], results: [{ sleep: 1, after: {} }], settings }),
  )
  expect([question.answered, answer.answered]).toEqual([false, true])
  expect([question.settings, answer.settings]).toEqual([settings, settings])
  expect([question.timeout, answer.timeout, question.trace, answer.trace]).toEqual([
    2,
    3,
    false,
    true,
  ])
  expect(isSequence({ services: [] })).toBe(false)
})
