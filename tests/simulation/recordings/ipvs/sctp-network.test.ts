import { expect, it } from 'vitest'
import { sctpChunk } from '../../../../src/kernel/ipvs/states/sctp.ts'
import { parseAddress } from '../../../../src/packet/address.ts'
import { SctpNetwork } from '../../../../src/simulation/recordings/ipvs/sctp-network.ts'
import { serverAt, webKey } from '../../../kernel/ipvs/some-servers.ts'
import { laboratoryOf } from './conversations.ts'

const place = { address: parseAddress('10.244.1.1'), port: 8080 }

/** An association that the director knows. */
function associated() {
  const { laboratory, ends } = laboratoryOf(132)
  const network = new SctpNetwork(laboratory)
  laboratory.fromClient(ends, { sctpChunkType: sctpChunk.init })
  const client = network.createClient(ends)
  const server = network.createServer(place, ends)
  return { laboratory, ends, network, client, server }
}

it('carries messages and their acknowledgements', () => {
  const { client, server, network, ends } = associated()
  client.send()
  server.send()
  expect([client.unread, server.unread]).toEqual([1, 1])
  expect([network.isBusy(ends), network.occupied(place, ends)]).toEqual([true, true])
})

it('ends on both sides', () => {
  const { client, server, network, ends } = associated()
  client.close(false)
  expect([client.alive, server.alive]).toEqual([false, false])
  expect([network.isBusy(ends), network.occupied(place, ends)]).toEqual([false, false])
})

it('aborts whoever speaks to somebody that knows nothing of it', () => {
  const { laboratory, client, server } = associated()
  server.state = 'closed'
  client.send()
  expect([client.alive, client.error]).toEqual([false, 'ECONNRESET'])
  const other = associated()
  // No connection any more: the director itself answers.
  laboratory.pass(0)
  other.laboratory.engine.virtualServers.removeServer(
    { ...webKey, protocol: 132 },
    serverAt('10.244.1.1'),
  )
  other.laboratory.engine.sysctls.expire_nodest_conn = 1
  other.client.send()
  other.laboratory.pass(5000)
  expect(other.client.error).toBe('ECONNRESET')
})
