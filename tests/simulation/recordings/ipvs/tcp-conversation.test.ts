import { describe, expect, it } from 'vitest'
import { TcpConversation } from '../../../../src/simulation/recordings/ipvs/tcp-conversation.ts'
import { TcpNetwork } from '../../../../src/simulation/recordings/ipvs/tcp-network.ts'
import { serverAt, webKey } from '../../../kernel/ipvs/some-servers.ts'
import { laboratoryOf, reachedServer, statesOf } from './conversations.ts'

function opened() {
  const { laboratory, ends } = laboratoryOf(6)
  const network = new TcpNetwork(laboratory)
  const conversation = new TcpConversation(laboratory, network, ends)
  const outcome = conversation.open(3000)
  return { laboratory, network, ends, conversation, outcome }
}

describe('a TCP connection of the harness', () => {
  it('opens, carries data there and back', () => {
    const { outcome, conversation, laboratory } = opened()
    expect([outcome, conversation.send(3000)]).toEqual([
      { reached: reachedServer },
      { reached: reachedServer },
    ])
    expect(statesOf(laboratory)).toEqual(['ESTABLISHED'])
  })

  it.each([
    { how: 'fin', state: 'TIME_WAIT' },
    { how: 'rst', state: 'CLOSE' },
    { how: 'half', state: 'CLOSE_WAIT' },
    { how: 'server', state: 'TIME_WAIT' },
  ])('closed by $how it is in $state', ({ how, state }) => {
    const { conversation, laboratory } = opened()
    conversation.close(how)
    expect(statesOf(laboratory)).toEqual([state])
  })

  it('finds its server removed: silence, or with expire_nodest_conn=1 a reset', () => {
    for (const [expire, error] of [
      [0, 'ETIMEDOUT'],
      [1, 'ECONNRESET'],
    ] as const) {
      const { conversation, laboratory } = opened()
      laboratory.engine.sysctls.expire_nodest_conn = expire
      laboratory.engine.virtualServers.removeServer(webKey, serverAt('10.244.1.1'))
      expect(conversation.send(3000)).toEqual({ reached: null, error })
      if (expire === 1) expect(conversation.send(3000).error).toBe('EPIPE')
    }
  })

  it('cannot begin on a port in use, nor where nobody listens', () => {
    const { laboratory, network, ends } = opened()
    expect(new TcpConversation(laboratory, network, ends).open(3000).error).toBe('EADDRNOTAVAIL')
    laboratory.listeners.clear()
    const other = { ...ends, clientPort: 2 }
    expect(new TcpConversation(laboratory, network, other).open(3000).error).toBe('ECONNREFUSED')
  })

  it('asks again when its SYN is lost, and gives up', () => {
    const { laboratory, network, ends } = opened()
    laboratory.engine.virtualServers.removeServer(webKey, serverAt('10.244.1.1'))
    const begin = (clientPort: number) =>
      new TcpConversation(laboratory, network, { ...ends, clientPort })
    const errors = Array.from({ length: 7 }, (_, index) => begin(10 + index).open(0).error)
    expect(errors.at(-1)).toBe('ETIMEDOUT')
    expect(begin(30).open(3000).error).toBe('ECONNREFUSED')
    expect(laboratory.nowMs).toBe(1000)
  })
})
