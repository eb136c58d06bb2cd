import { expect, it } from 'vitest'
import { DatagramConversation } from '../../../../src/simulation/recordings/ipvs/datagram-conversation.ts'
import { serverAt, webKey } from '../../../kernel/ipvs/some-servers.ts'
import { laboratoryOf, reachedServer } from './conversations.ts'

const key = { ...webKey, protocol: 17 }

it('a datagram is answered, refused, or lost', () => {
  const { laboratory, ends } = laboratoryOf(17)
  const conversation = new DatagramConversation(laboratory, new Set(), ends)
  expect(conversation.open(3000)).toEqual({ reached: reachedServer })
  laboratory.engine.virtualServers.removeServer(key, serverAt('10.244.1.1'))
  expect(conversation.send(3000)).toEqual({ reached: null })
  expect(laboratory.nowMs).toBe(3000)
  conversation.close()
  const other = new DatagramConversation(laboratory, new Set(), { ...ends, clientPort: 2 })
  expect(other.open(3000)).toEqual({ reached: null, error: 'ECONNREFUSED' })
})

it('the answer of a one-packet service does not come back', () => {
  const { laboratory, ends } = laboratoryOf(17)
  const options = laboratory.engine.virtualServers.get(key)?.options
  if (options !== undefined)
    laboratory.engine.virtualServers.edit(key, { ...options, onePacket: true })
  expect(new DatagramConversation(laboratory, new Set(), ends).open(3000)).toEqual({
    reached: reachedServer,
    answered: false,
  })
})

it('a port is free again when its socket is closed', () => {
  const { laboratory, ends } = laboratoryOf(17)
  const bound = new Set<string>()
  const first = new DatagramConversation(laboratory, bound, ends)
  const second = new DatagramConversation(laboratory, bound, ends)
  first.open(3000)
  expect(second.open(3000)).toEqual({ reached: null, error: 'EADDRINUSE' })
  first.close()
  expect(second.open(3000)).toEqual({ reached: reachedServer })
})

it('a client on the director hears EPERM where others hear of no port', () => {
  const { laboratory, ends } = laboratoryOf(17)
  laboratory.engine.virtualServers.removeServer(key, serverAt('10.244.1.1'))
  const conversation = new DatagramConversation(laboratory, new Set(), { ...ends, local: true })
  expect(conversation.open(3000)).toEqual({ reached: null, error: 'EPERM' })
})

it.each([
  { onePacket: false, want: { reached: null, error: 'ECONNREFUSED' } },
  { onePacket: true, want: { reached: null } },
])(
  'a server that does not listen is heard of while its connection is there: $onePacket',
  (more) => {
    const { laboratory, ends } = laboratoryOf(17)
    laboratory.listeners.clear()
    const options = laboratory.engine.virtualServers.get(key)?.options
    if (options === undefined) throw new Error('no virtual server')
    laboratory.engine.virtualServers.edit(key, { ...options, onePacket: more.onePacket })
    expect(new DatagramConversation(laboratory, new Set(), ends).open(3000)).toEqual(more.want)
  },
)
