import { describe, expect, it } from 'vitest'
import { createContext, matches, normalForm, StepList } from '../../packets.ts'

describe('-m addrtype', () => {
  it.each([
    [
      '-m addrtype --dst-type BROADCAST,LOCAL --limit-iface-in',
      '-m addrtype --dst-type LOCAL,BROADCAST --limit-iface-in',
    ],
    [
      '-m addrtype ! --src-type LOCAL ! --dst-type UNICAST',
      '-m addrtype ! --src-type LOCAL ! --dst-type UNICAST',
    ],
  ])('%s prints as %s', (given, printed) => {
    expect(normalForm(given)).toBe(printed)
  })

  it.each([
    {
      name: 'matches a local destination',
      options: '-m addrtype --dst-type LOCAL',
      words: { destination: '10.0.0.1' },
      want: true,
    },
    {
      name: 'does not match another destination',
      options: '-m addrtype --dst-type LOCAL',
      words: {},
      want: false,
    },
    {
      name: 'matches what is not local if negated',
      options: '-m addrtype ! --src-type LOCAL',
      words: {},
      want: true,
    },
  ])('$name', ({ options, words, want }) => {
    expect(matches(options, words)).toBe(want)
  })

  it('asks where nobody said what is local', () => {
    const trace = new StepList()
    const context = createContext({ trace, addressTypes: () => 'UNKNOWN' })
    expect(matches('-m addrtype --dst-type LOCAL', {}, context)).toBe(false)
    expect(trace.steps).toContainEqual({
      kind: 'unknown',
      question: 'is 10.96.0.10 LOCAL on this node?',
    })
  })
})
