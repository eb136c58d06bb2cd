import { expect, it } from 'vitest'
import { serviceFlag } from '../../../../src/kernel/ipvs/model/virtual-server.ts'
import { deal, hashPlaces, SourceHash } from '../../../../src/kernel/ipvs/schedulers/source-hash.ts'
import { choices, requestFrom, serversOf } from '../some-servers.ts'

const started = (servers: ReturnType<typeof serversOf>) => {
  const scheduler = new SourceHash()
  scheduler.changed(servers, undefined, undefined)
  return scheduler
}

it('deals the places in turn, as many in a row as the weight says', () => {
  const servers = serversOf({ weight: 2 }, { weight: 0 }, { weight: 1 })
  const places = deal(servers, (server) => Math.max(server.weight, 1))
  expect(places).toHaveLength(hashPlaces)
  expect(places.slice(0, 5).map((server) => servers.indexOf(server))).toEqual([0, 0, 1, 2, 0])
  expect(deal([], () => 1)).toEqual([])
})

it('keeps a client with its server; with sh-port the port counts too', () => {
  const servers = serversOf({}, {}, {})
  const byPort = (flags: number) =>
    new Set(
      choices(started(servers), servers, 50, (port) => requestFrom({ flags, sourcePort: port })),
    )
  expect(byPort(0).size).toBe(1)
  expect(byPort(serviceFlag.port).size).toBe(3)
})

it('refuses for a server that may take nothing, or with sh-fallback looks on', () => {
  const servers = serversOf({}, { weight: 0 })
  const clients = (flags: number) =>
    choices(started(servers), servers, 300, (index) =>
      requestFrom({ flags, sourceFold: index * 77 }),
    )
  expect(new Set(clients(0))).toEqual(new Set([0, -1]))
  expect(new Set(clients(serviceFlag.fallback))).toEqual(new Set([0]))
})
