import { describe, expect, it } from 'vitest'
import {
  followSctp,
  mayBeginSctp,
  sctpChunk,
  sctpStateNames,
} from '../../../../src/kernel/netfilter/connections/sctp-tracking.ts'

function play(chunks: readonly (readonly [keyof typeof sctpChunk, 'original' | 'reply'])[]) {
  let state = 0
  let answered = false
  return chunks.map(([chunk, direction]) => {
    const reply = direction === 'reply'
    const step = followSctp(state, sctpChunk[chunk], reply, answered)
    answered ||= reply && step !== undefined
    if (step === undefined) return 'invalid'
    state = step.state
    return `${sctpStateNames[state]}${step.assured ? ' assured' : ''}`
  })
}

describe('an SCTP association as conntrack sees it', () => {
  it('is set up in four chunks and shut down in three', () => {
    expect(
      play([
        ['init', 'original'],
        ['initAck', 'reply'],
        ['cookieEcho', 'original'],
        ['cookieAck', 'reply'],
        ['data', 'original'],
        ['shutdown', 'original'],
        ['shutdownAck', 'reply'],
        ['shutdownComplete', 'original'],
      ]),
    ).toEqual([
      'CLOSED',
      'COOKIE_WAIT',
      'COOKIE_ECHOED',
      'ESTABLISHED assured',
      'ESTABLISHED',
      'SHUTDOWN_SENT',
      'SHUTDOWN_ACK_SENT',
      'CLOSED',
    ])
  })

  it('goes on only when it was answered: its tag is not known before', () => {
    const played = play([
      ['init', 'original'],
      ['cookieEcho', 'original'],
      ['init', 'original'],
      ['initAck', 'reply'],
      ['cookieEcho', 'original'],
    ])
    expect(played).toEqual(['CLOSED', 'invalid', 'CLOSED', 'COOKIE_WAIT', 'COOKIE_ECHOED'])
  })

  it('may not begin with what bears a tag that nobody knows yet', () => {
    const may = Object.entries(sctpChunk).flatMap(([name, type]) =>
      mayBeginSctp(type) ? [name] : [],
    )
    expect(may).toEqual(['init', 'heartbeat', 'heartbeatAck', 'shutdownAck'])
    expect(play([['cookieAck', 'reply']])).toEqual(['invalid'])
  })
})
