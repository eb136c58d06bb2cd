import { describe, expect, it } from 'vitest'
import { SctpConversation } from '../../../../src/simulation/recordings/ipvs/sctp-conversation.ts'
import { SctpNetwork } from '../../../../src/simulation/recordings/ipvs/sctp-network.ts'
import { serverAt, webKey } from '../../../kernel/ipvs/some-servers.ts'
import { laboratoryOf, reachedServer, statesOf } from './conversations.ts'

describe('an SCTP association of the harness', () => {
  it.each([
    { how: 'fin', states: ['CLOSED'] },
    { how: 'server', states: ['CLOSED'] },
    { how: 'rst', states: ['CLOSED'] },
  ])('opens, carries data, and is closed by $how', ({ how, states }) => {
    const { laboratory, ends } = laboratoryOf(132)
    const conversation = new SctpConversation(laboratory, new SctpNetwork(laboratory), ends)
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
    expect(new SctpConversation(laboratory, new SctpNetwork(laboratory), ends).open(3000)).toEqual({
      reached: null,
      error: 'ETIMEDOUT',
    })
  })

  it('may not begin again while it lasts, and may when it is over', () => {
    const { laboratory, ends } = laboratoryOf(132)
    const network = new SctpNetwork(laboratory)
    const first = new SctpConversation(laboratory, network, ends)
    const second = new SctpConversation(laboratory, network, ends)
    first.open(3000)
    expect(second.open(3000)).toEqual({ reached: null, error: 'EADDRNOTAVAIL' })
    first.close('fin')
    expect(second.open(3000)).toEqual({ reached: reachedServer })
  })

  it('sends on a half-closed association no longer', () => {
    const { laboratory, ends } = laboratoryOf(132)
    const conversation = new SctpConversation(laboratory, new SctpNetwork(laboratory), ends)
    conversation.open(3000)
    conversation.close('half')
    expect(conversation.send(3000)).toEqual({ reached: null, error: 'EPIPE' })
  })

  it('is closed by both sides where the server is gone from the director', () => {
    const { laboratory, ends } = laboratoryOf(132)
    const conversation = new SctpConversation(laboratory, new SctpNetwork(laboratory), ends)
    conversation.open(3000)
    laboratory.engine.virtualServers.removeServer(
      { ...webKey, protocol: 132 },
      serverAt('10.244.1.1'),
    )
    conversation.close('fin')
    // The client's SHUTDOWN does not pass, the server's does.
    expect(statesOf(laboratory)).toEqual(['S-SENT'])
  })
})
