import { describe, expect, it } from 'vitest'
import { isUserError } from '../../../../src/base/user-error.ts'
import { readRecordedState } from '../../../../src/simulation/recordings/netfilter/recorded-state.ts'
import { recordedState } from './recorded-states.ts'

function complaint(text: string): string {
  try {
    readRecordedState('some.jsonl', 3, text)
  } catch (error) {
    if (isUserError(error)) return error.describe()
    throw error
  }
  return ''
}

describe('a line of recorded packets', () => {
  it('is read, with defaults for what it leaves out', () => {
    const state = readRecordedState('some.jsonl', 1, JSON.stringify(recordedState()))
    expect(state).toMatchObject({ name: 'test', notes: [], listening: [8_000] })
  })

  it('may ask for a ping, which has no port', () => {
    const packets = [{ from: 'pod', dst: '10.0.0.1', proto: 'ICMP' }] as const
    const text = JSON.stringify(recordedState({ rounds: [{ step: 0, packets }] }))
    expect(readRecordedState('some.jsonl', 1, text).rounds[0]?.packets).toEqual(packets)
  })

  it.each([
    { name: 'is no JSON', change: () => '{', want: 'line 3 is not JSON' },
    { name: 'is no state', change: () => '{}', want: 'line 3 is no recorded state' },
    {
      name: 'has no interfaces',
      change: () => JSON.stringify({ ...recordedState(), interfaces: 5 }),
      want: 'has no interfaces or routes',
    },
    {
      name: 'has a packet without dst',
      change: () =>
        JSON.stringify(recordedState({ rounds: [{ step: 0, packets: [{ from: 'pod' }] }] })),
      want: 'has a packet without from, dst, dport or proto',
    },
    {
      name: 'has too few results',
      change: () =>
        JSON.stringify(
          recordedState({
            rounds: [
              {
                step: 0,
                packets: [{ from: 'pod', dst: '10.0.0.1', dport: 80, proto: 'tcp' }],
                results: [],
              },
            ],
          }),
        ),
      want: 'has 1 packets, but 0 results',
    },
  ])('is refused if it $name', ({ change, want }) => {
    const text = complaint(change())
    expect(text).toContain(want)
    expect(text).toMatch(/^some\.jsonl:3: .*\[E_RECORDING\]$/)
  })
})
