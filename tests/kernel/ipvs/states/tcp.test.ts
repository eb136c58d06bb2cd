import { expect, it } from 'vitest'
import {
  isActiveTcpState,
  nextTcpState,
  tcpStateNames,
  tcpTimeoutSeconds,
} from '../../../../src/kernel/ipvs/states/tcp.ts'

const flags = { S: 2, SA: 18, A: 16, FA: 17, R: 4, none: 0 }

it.each([
  {
    way: 'open and close',
    steps: ['<S', '>SA', '<A', '<FA', '>FA', '<A'],
    states: 'SYN_RECV SYN_RECV ESTABLISHED CLOSE_WAIT TIME_WAIT TIME_WAIT',
  },
  {
    way: 'the server closes first',
    steps: ['<S', '<A', '>FA', '<FA'],
    states: 'SYN_RECV ESTABLISHED FIN_WAIT TIME_WAIT',
  },
  { way: 'reset', steps: ['<S', '<A', '<R', '<S'], states: 'SYN_RECV ESTABLISHED CLOSE SYN_RECV' },
  { way: 'the server refuses', steps: ['<S', '>R'], states: 'SYN_RECV CLOSE' },
  { way: 'no flag at all', steps: ['<S', '<none'], states: 'SYN_RECV CLOSE' },
  { way: 'direct routing', steps: ['=S', '=A', '=FA'], states: 'SYN_RECV ESTABLISHED FIN_WAIT' },
])('$way', ({ steps, states }) => {
  let state = 0
  const seen = steps.map((step) => {
    const direction = step[0] === '<' ? 'input' : step[0] === '>' ? 'output' : 'inputOnly'
    state = nextTcpState(state, flags[step.slice(1) as keyof typeof flags], direction)
    return tcpStateNames[state]
  })
  expect(seen.join(' ')).toBe(states)
})

it('counts four states as active, and knows how long each lasts', () => {
  expect(tcpStateNames.filter((_, state) => isActiveTcpState(state))).toEqual([
    'ESTABLISHED',
    'SYN_SENT',
    'SYN_RECV',
    'SYNACK',
  ])
  expect(tcpTimeoutSeconds).toHaveLength(tcpStateNames.length)
})
