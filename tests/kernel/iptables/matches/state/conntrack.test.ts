import { describe, expect, it } from 'vitest'
import { connectionStatus } from '../../../../../src/kernel/netfilter/hook.ts'
import { createContext, matches, normalForm } from '../../packets.ts'

describe('-m conntrack', () => {
  it.each([
    ['-m conntrack --ctstate ESTABLISHED,RELATED', '-m conntrack --ctstate RELATED,ESTABLISHED'],
    [
      '-m conntrack --ctorigdst 10.0.0.0/8 --ctorigdstport 80 --ctproto tcp --ctdir ORIGINAL',
      '-m conntrack --ctproto 6 --ctorigdst 10.0.0.0/8 --ctorigdstport 80 --ctdir ORIGINAL',
    ],
    [
      '-m conntrack --ctstatus SEEN_REPLY,ASSURED --ctexpire 10:20',
      '-m conntrack --ctstatus SEEN_REPLY,ASSURED --ctexpire 10:20',
    ],
    [
      '-m conntrack ! --ctreplsrc 10.0.0.1 --ctstate DNAT',
      '-m conntrack --ctstate DNAT ! --ctreplsrc 10.0.0.1',
    ],
  ])('%s prints as %s', (given, printed) => expect(normalForm(given)).toBe(printed))

  it.each([
    { name: 'matches the state', options: '--ctstate NEW', words: {}, want: true },
    {
      name: 'matches other states if negated',
      options: '! --ctstate INVALID',
      words: {},
      want: true,
    },
    {
      name: 'calls a packet without a state INVALID',
      options: '--ctstate INVALID',
      words: { connection: -1, connectionState: undefined },
      want: true,
    },
    {
      name: 'matches the original addresses',
      options: '--ctorigdst 10.96.0.10 --ctorigdstport 80',
      words: {},
      want: true,
    },
    {
      name: 'matches where answers come from',
      options: '--ctreplsrc 10.96.0.11',
      words: {},
      want: false,
    },
    { name: 'matches the direction', options: '--ctdir REPLY', words: {}, want: false },
    { name: 'matches the protocol', options: '! --ctproto 17', words: {}, want: true },
    { name: 'matches the time left', options: '--ctexpire 10:20', words: {}, want: true },
    {
      name: 'matches no address without a connection',
      options: '--ctorigdst 10.96.0.10',
      words: { connection: -1 },
      want: false,
    },
  ])('$name', ({ options, words, want }) => {
    expect(matches(`-m conntrack ${options}`, words)).toBe(want)
  })

  it.each([
    { options: '--ctstate DNAT', status: connectionStatus.destinationNat, want: true },
    { options: '--ctstate SNAT', status: connectionStatus.destinationNat, want: false },
    {
      options: '! --ctstate RELATED,ESTABLISHED,DNAT',
      status: connectionStatus.destinationNat,
      want: false,
    },
    { options: '--ctstatus ASSURED', status: connectionStatus.assured, want: true },
    { options: '--ctstatus NONE', status: 0, want: true },
    { options: '! --ctstatus CONFIRMED', status: connectionStatus.confirmed, want: false },
  ])('$options with status $status: $want', ({ options, status, want }) => {
    const context = createContext({ connectionStatus: status })
    expect(matches(`-m conntrack ${options}`, {}, context)).toBe(want)
  })
})
