import { describe, expect, it } from 'vitest'
import {
  beginTcp,
  followTcp,
  hasValidFlags,
  type TcpStep,
  tcpStateNames,
} from '../../../../src/kernel/netfilter/connections/tcp-tracking.ts'
import { tcpFlag } from '../../../../src/packet/protocol.ts'

const flagsOf = (name: string) =>
  name.split('+').reduce((all, flag) => all | (tcpFlag[flag.toLowerCase() as 'syn'] ?? 0), 0)

/** Plays `→SYN ←SYN+ACK …` and says what each did: the new state, or the kind of step. */
function play(segments: string): string[] {
  const step: TcpStep = { kind: 'pass', state: 0, extra: 0, assured: false }
  let seenReply = false
  let assured = false
  return segments.split(' ').map((segment) => {
    const reply = segment.startsWith('←')
    followTcp(step, step.state, step.extra, flagsOf(segment.slice(1)), reply, seenReply, assured)
    if (step.kind !== 'invalid' && reply) seenReply = true
    assured ||= step.assured
    return step.kind === 'pass' ? (tcpStateNames[step.state] ?? '') : step.kind
  })
}

describe('a TCP connection as conntrack sees it', () => {
  it.each([
    {
      name: 'opens, talks and closes in order',
      segments: '→SYN ←SYN+ACK →ACK ←PSH+ACK →FIN+ACK ←FIN+ACK →ACK',
      want: 'SYN_SENT SYN_RECV ESTABLISHED ESTABLISHED FIN_WAIT LAST_ACK TIME_WAIT',
    },
    {
      name: 'follows both ends that begin anew in the middle of a connection',
      segments: '→SYN ←SYN+ACK →ACK ←PSH+ACK →SYN ←SYN+ACK →ACK',
      want: 'SYN_SENT SYN_RECV ESTABLISHED ESTABLISHED ignored SYN_RECV ESTABLISHED',
    },
    {
      name: 'ignores a SYN+ACK that answers no SYN',
      segments: '→SYN ←SYN+ACK →ACK ←SYN+ACK',
      want: 'SYN_SENT SYN_RECV ESTABLISHED ignored',
    },
    {
      name: 'does not renew the wait for an answer with a SYN sent again',
      segments: '→SYN →SYN',
      want: 'SYN_SENT hold',
    },
    {
      name: 'is forgotten if only a RST answers',
      segments: '→SYN ←RST+ACK',
      want: 'SYN_SENT forget',
    },
    {
      name: 'is closed by a RST after an answer',
      segments: '→SYN ←SYN+ACK →ACK →RST',
      want: 'SYN_SENT SYN_RECV ESTABLISHED CLOSE',
    },
    {
      name: 'begins anew with a SYN after the same side’s RST',
      segments: '→SYN ←SYN+ACK →ACK →RST →SYN',
      want: 'SYN_SENT SYN_RECV ESTABLISHED CLOSE reopen',
    },
    {
      name: 'is not begun anew by a SYN after the other side’s RST',
      segments: '→SYN ←SYN+ACK →ACK ←RST →SYN',
      want: 'SYN_SENT SYN_RECV ESTABLISHED CLOSE ignored',
    },
    {
      name: 'begins anew from TIME_WAIT',
      segments: '→SYN ←SYN+ACK →ACK →FIN+ACK ←FIN+ACK →ACK →SYN',
      want: 'SYN_SENT SYN_RECV ESTABLISHED FIN_WAIT LAST_ACK TIME_WAIT reopen',
    },
    {
      name: 'takes a SYN in its middle for a mistake that the ends will sort out',
      segments: '→SYN ←SYN+ACK →ACK →SYN',
      want: 'SYN_SENT SYN_RECV ESTABLISHED ignored',
    },
    {
      name: 'may be opened from both sides at once',
      segments: '→SYN ←SYN →SYN+ACK ←ACK',
      want: 'SYN_SENT hold SYN_RECV ESTABLISHED',
    },
    {
      name: 'does not take an ACK before an answer',
      segments: '→SYN →ACK',
      want: 'SYN_SENT invalid',
    },
  ])('$name', ({ segments, want }) => expect(play(segments).join(' ')).toBe(want))

  it.each([
    { flags: 'SYN', loose: true, begins: true },
    { flags: 'SYN', loose: false, begins: true },
    { flags: 'ACK', loose: true, begins: true },
    { flags: 'PSH+ACK', loose: true, begins: true },
    { flags: 'ACK', loose: false, begins: false },
    { flags: 'SYN+ACK', loose: true, begins: false },
    { flags: 'RST', loose: true, begins: false },
    { flags: 'FIN+ACK', loose: true, begins: false },
  ])('$flags begins one with tcp_loose $loose: $begins', ({ flags, loose, begins }) =>
    // recordings/netfilter/results-selftest.txt, midstream.
    expect(beginTcp(flagsOf(flags), loose) !== undefined).toBe(begins),
  )

  it('knows which flags go together', () => {
    expect(hasValidFlags(flagsOf('SYN'))).toBe(true)
    expect(hasValidFlags(flagsOf('PSH+ACK'))).toBe(true)
    expect(hasValidFlags(flagsOf('SYN+FIN'))).toBe(false)
    expect(hasValidFlags(0)).toBe(false)
    expect(hasValidFlags(flagsOf('FIN'))).toBe(false)
  })
})
