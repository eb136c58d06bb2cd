import { expect, it } from 'vitest'
import { readSequence } from '../../../../src/simulation/recordings/ipvs/recording.ts'
import { verifySequence } from '../../../../src/simulation/recordings/ipvs/verify-sequence.ts'
import { openStep, questionOf } from './sequences.ts'

const answerOf = (steps: readonly object[]) => {
  const { answer } = verifySequence(readSequence('q', questionOf(steps, { trace: true })), {})
  return JSON.stringify(answer)
}

it('counts what it compared, and what it could not', () => {
  const text = answerOf([openStep(1), { run: 'reboot' }, { run: 'ipvsadm -Lnc' }, { close: 1 }])
  const { findings, packets, notEmulated } = verifySequence(readSequence('a', text), {})
  expect([findings, packets, notEmulated]).toEqual([[], 1, { 'run: reboot': 1 }])
})

it('both looks agree at a connection that goes with the next tick', () => {
  const text = answerOf([
    openStep(1),
    { close: { id: 1, how: 'rst' } },
    openStep(2, { sport: 20_001 }),
  ])
  const later = text.replaceAll(
    '["10.244.1.2:8080",1,0,1],["10.244.1.1:8080",1,1,0]',
    '["10.244.1.2:8080",1,0,0],["10.244.1.1:8080",1,1,0]',
  )
  expect(later).not.toBe(text)
  for (const recorded of [text, later])
    expect(verifySequence(readSequence('a', recorded), {}).findings).toEqual([])
})
