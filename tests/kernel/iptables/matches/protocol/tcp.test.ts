import { describe, expect, it } from 'vitest'
import { createContext, matches, normalForm, StepList } from '../../packets.ts'

describe('-m tcp', () => {
  it.each([
    ['-p tcp --dport 80', '-p tcp -m tcp --dport 80'],
    ['-p tcp -m tcp', '-p tcp -m tcp'],
    [
      '-p tcp -m tcp --sport 1024: --dport :1023',
      '-p tcp -m tcp --sport 1024:65535 --dport 0:1023',
    ],
    ['-p tcp -m tcp ! --dport 80 --tcp-option 5', '-p tcp -m tcp ! --dport 80 --tcp-option 5'],
    ['-p tcp ! --syn', '-p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN'],
    ['-p tcp --tcp-flags ALL NONE', '-p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE'],
  ])('%s prints as %s', (given, printed) => {
    expect(normalForm(given)).toBe(printed)
  })

  it.each([
    { name: 'matches its port', options: '-p tcp -m tcp --dport 80', words: {}, want: true },
    {
      name: 'does not match another port',
      options: '-p tcp -m tcp --dport 81',
      words: {},
      want: false,
    },
    {
      name: 'matches any port but one',
      options: '-p tcp -m tcp ! --dport 81',
      words: {},
      want: true,
    },
    {
      name: 'matches within a range, its ends included',
      options: '-p tcp -m tcp --sport 39999:40000',
      words: {},
      want: true,
    },
    { name: 'matches a SYN', options: '-p tcp --syn', words: {}, want: true },
    {
      name: 'does not match another segment as a SYN',
      options: '-p tcp --syn',
      words: { packet: { tcpFlags: 0x10 } },
      want: false,
    },
    {
      name: 'does not match UDP',
      options: '-p tcp -m tcp --dport 80',
      words: { protocol: 'udp' as const },
      want: false,
    },
  ])('$name', ({ options, words, want }) => {
    expect(matches(options, words)).toBe(want)
  })

  it('asks about options, which packets do not carry', () => {
    const trace = new StepList()
    expect(matches('-p tcp -m tcp --tcp-option 5', {}, createContext({ trace }))).toBe(false)
    expect(trace.steps.map((step) => step.kind)).toContain('unknown')
  })
})
