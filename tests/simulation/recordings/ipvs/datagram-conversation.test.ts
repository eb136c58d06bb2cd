import { expect, it } from 'vitest'
import { DatagramConversation } from '../../../../src/simulation/recordings/ipvs/datagram-conversation.ts'
import { serverAt, webKey } from '../../../kernel/ipvs/some-servers.ts'
import { laboratoryOf, reachedServer } from './conversations.ts'

const key = { ...webKey, protocol: 17 }

it('a datagram is answered, refused, or lost', () => {
  const { laboratory, ends } = laboratoryOf(17)
  const conversation = new DatagramConversation(laboratory, ends)
  expect(conversation.open(3000)).toEqual({ reached: reachedServer })
  laboratory.engine.virtualServers.removeServer(key, serverAt('10.244.1.1'))
  expect(conversation.send(3000)).toEqual({ reached: null })
  expect(laboratory.nowMs).toBe(3000)
  conversation.close()
  const other = new DatagramConversation(laboratory, { ...ends, clientPort: 2 })
  expect(other.open(3000)).toEqual({ reached: null, error: 'ECONNREFUSED' })
})

it('the answer of a one-packet service does not come back', () => {
  const { laboratory, ends } = laboratoryOf(17)
  const options = laboratory.engine.virtualServers.get(key)?.options
  if (options !== undefined)
    laboratory.engine.virtualServers.edit(key, { ...options, onePacket: true })
  expect(new DatagramConversation(laboratory, ends).open(3000)).toEqual({
    reached: reachedServer,
    answered: false,
  })
})
