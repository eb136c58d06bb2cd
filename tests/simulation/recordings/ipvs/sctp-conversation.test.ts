import { describe, expect, it } from 'vitest'
import { SctpConversation } from '../../../../src/simulation/recordings/ipvs/sctp-conversation.ts'
import { serverAt, webKey } from '../../../kernel/ipvs/some-servers.ts'
import { laboratoryOf, reachedServer, statesOf } from './conversations.ts'

describe('an SCTP association of the harness', () => {
  it.each([
    { how: 'fin', states: ['CLOSED'] },
    { how: 'server', states: ['CLOSED'] },
    { how: 'rst', states: ['CLOSED'] },
  ])('opens, carries data, and is closed by $how', ({ how, states }) => {
    const { laboratory, ends } = laboratoryOf(132)
    const conversation = new SctpConversation(laboratory, ends)
    expect([conversation.open(3000), conversation.send(3000)]).toEqual([
      { reached: reachedServer },
      { reached: reachedServer },
    ])
    expect(statesOf(laboratory)).toEqual(['ESTABLISHED'])
    conversation.close(how)
    expect(statesOf(laboratory)).toEqual(states)
  })

  it('takes no notice of a port unreachable', () => {
    const { laboratory, ends } = laboratoryOf(132)
    laboratory.engine.virtualServers.removeServer(
      { ...webKey, protocol: 132 },
      serverAt('10.244.1.1'),
    )
    expect(new SctpConversation(laboratory, ends).open(3000)).toEqual({
      reached: null,
      error: 'ETIMEDOUT',
    })
  })
})
