import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../../src/packet/address.ts'
import {
  agrees,
  answerOf,
  describeDifference,
} from '../../../../src/simulation/recordings/netfilter/packet-answer.ts'
import { end } from '../../../kernel/packets.ts'

const reached = {
  outcome: 'reached',
  where: 'pods',
  backend: end('10.244.1.1:80'),
  seenSource: { ...end('10.244.0.1:2000'), drawn: true },
  replyOk: true,
} as const

describe('a result in the recording’s words', () => {
  it('shows a drawn port as *, unless it is wanted', () => {
    expect(answerOf(reached)).toEqual({
      outcome: 'reached',
      where: 'pods',
      backend: '10.244.1.1:80',
      seen_src: '10.244.0.1:*',
      reply_ok: true,
    })
    expect(answerOf(reached, true).seen_src).toBe('10.244.0.1:2000')
  })

  it('says what an error was', () => {
    expect(answerOf({ outcome: 'error', errno: 'EINVAL' })).toEqual({
      outcome: 'error',
      error: 'Invalid argument',
    })
    expect(answerOf({ outcome: 'dropped', errno: 'EPERM' })).toEqual({
      outcome: 'dropped',
      errno: 'EPERM',
    })
    const icmp = { type: 3, code: 3, from: parseAddress('10.0.0.1') }
    expect(answerOf({ outcome: 'rejected', icmp }).icmp?.from).toBe('10.0.0.1')
  })

  it('is compared without drawn ports, and without answers from upstream', () => {
    const recorded = { ...answerOf(reached), seen_src: '10.244.0.1:33333', t_ms: 1 }
    expect(agrees(recorded, answerOf(reached))).toBe(true)
    const upstream = { ...recorded, where: 'upstream', reply_ok: false }
    expect(agrees(upstream, { ...answerOf(reached), where: 'upstream' })).toBe(true)
  })

  it('is compared whatever the spelling of an end', () => {
    const answer = {
      outcome: 'reached',
      backend: '[fd00::1]:80',
      seen_src: '[fd00::2]:*',
    } as const
    const agreesWith = (backend: string, seen_src: string) =>
      agrees({ outcome: 'reached', backend, seen_src }, answer)
    expect(agreesWith('[fd00::1]:80', '[fd00::2]:9')).toBe(true)
    expect(agreesWith('fd00::1:80', 'fd00:0:0::2:9')).toBe(true)
    expect(agreesWith('[fd00::1]:0', '[fd00::2]')).toBe(true)
    expect(agreesWith('[fd00::1]:81', '[fd00::2]:9')).toBe(false)
    expect(agreesWith('[fd00::1]:80', '[fd00::3]:9')).toBe(false)
  })

  it.each([
    { field: 'outcome', change: { outcome: 'dropped' } },
    { field: 'where', change: { where: 'node' } },
    { field: 'backend', change: { backend: '10.244.1.2:80' } },
    { field: 'seen_src', change: { seen_src: '10.244.0.2:*' } },
    { field: 'reply_ok', change: { reply_ok: false } },
    { field: 'self_reply', change: { self_reply: true } },
    { field: 'icmp', change: { icmp: { type: 3, code: 1, from: '10.0.0.1' } } },
    { field: 'tcp_rst', change: { tcp_rst: true } },
  ] as const)('differs in $field', ({ field, change }) => {
    const recorded = { ...answerOf(reached), ...change }
    expect(describeDifference(recorded, answerOf(reached))).toBe(field)
  })
})
