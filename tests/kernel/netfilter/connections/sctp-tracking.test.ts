import { describe, expect, it } from 'vitest'
import {
  followSctp,
  mayBeginSctp,
  sctpChunk,
  sctpStateNames,
} from '../../../../src/kernel/netfilter/connections/sctp-tracking.ts'

function play(chunks: readonly (readonly [keyof typeof sctpChunk, 'original' | 'reply'])[]) {
  let state = 0
  return chunks.map(([chunk, direction]) => {
    const step = followSctp(state, sctpChunk[chunk], direction === 'reply')
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

  it('may not begin with what only ends one', () => {
    expect(mayBeginSctp(sctpChunk.init)).toBe(true)
    expect(mayBeginSctp(sctpChunk.abort)).toBe(false)
    expect(mayBeginSctp(sctpChunk.data)).toBe(false)
    expect(play([['cookieAck', 'reply']])).toEqual(['invalid'])
  })
})
