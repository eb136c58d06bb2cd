import { expect, it } from 'vitest'
import { parseAddress } from '../../../../src/packet/address.ts'
import { TcpConversation } from '../../../../src/simulation/recordings/ipvs/tcp-conversation.ts'
import { reset, TcpNetwork } from '../../../../src/simulation/recordings/ipvs/tcp-network.ts'
import { plainOptions, serverAt, webKey } from '../../../kernel/ipvs/some-servers.ts'
import { laboratoryOf, reachedServer, statesOf } from './conversations.ts'

it('one client port towards two virtual servers meets one socket of their server, and takes its place', () => {
  const { laboratory, ends } = laboratoryOf(6)
  const { virtualServers } = laboratory.engine
  virtualServers.add({ ...webKey, port: 81 }, plainOptions)
  virtualServers.addServer({ ...webKey, port: 81 }, serverAt('10.244.1.1'))
  const network = new TcpNetwork(laboratory)
  new TcpConversation(laboratory, network, ends).open(3000)
  const place = { address: parseAddress('10.244.1.1'), port: 8080 }
  expect(network.occupied(place, ends)).toBe(true)
  const second = new TcpConversation(laboratory, network, { ...ends, virtualPort: 81 })
  expect(second.open(3000)).toEqual({ reached: reachedServer })
  laboratory.pass(20)
  expect(statesOf(laboratory)).toEqual(['ESTABLISHED', 'ESTABLISHED'])
})

it('what belongs to no socket is reset', () => {
  const { laboratory, ends } = laboratoryOf(6)
  const network = new TcpNetwork(laboratory)
  const client = network.createClient(ends)
  expect(network.isBusy(ends)).toBe(true)
  expect(network.toServer(ends, { ...reset, flags: 16 }).kind).toBe('director')
  expect([client.alive, client.takeError()]).toEqual([false, true])
})
