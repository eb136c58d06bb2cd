import { expect, it } from 'vitest'
import {
  nextSctpState,
  sctpChunk,
  sctpStateNames,
  sctpTimeoutSeconds,
} from '../../../../src/kernel/ipvs/states/sctp.ts'

it('goes from INIT to ESTABLISHED and down again', () => {
  const steps = [
    ['init', 'input'],
    ['initAck', 'output'],
    ['cookieEcho', 'input'],
    ['cookieAck', 'output'],
    ['data', 'input'],
    ['shutdown', 'input'],
    ['shutdownAck', 'output'],
    ['shutdownComplete', 'input'],
    ['abort', 'output'],
  ] as const
  let state = 0
  const seen = steps.map(([chunk, direction]) => {
    state = nextSctpState(state, sctpChunk[chunk], direction)
    return sctpStateNames[state]
  })
  expect(seen.join(' ')).toBe(
    'INIT1 C-SENT C-REPLIED ESTABLISHED ESTABLISHED S-RECEIVED S-ACK-SENT CLOSED CLOSED',
  )
})

it('takes what it does not know for data', () => {
  expect(nextSctpState(8, 200, 'input')).toBe(8)
  expect(sctpTimeoutSeconds).toHaveLength(sctpStateNames.length)
})
