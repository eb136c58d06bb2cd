import { expect, it } from 'vitest'
import { serviceFlag } from '../../../../src/kernel/ipvs/model/virtual-server.ts'
import { MaglevHash } from '../../../../src/kernel/ipvs/schedulers/maglev-hash.ts'
import { choices, requestFrom, serversOf } from '../some-servers.ts'

const started = (servers: ReturnType<typeof serversOf>) => {
  const scheduler = new MaglevHash()
  scheduler.changed(servers, undefined, undefined)
  return scheduler
}
const clients = (servers: ReturnType<typeof serversOf>, scheduler: MaglevHash, flags = 0) =>
  choices(scheduler, servers, 2000, (index) => requestFrom({ flags, sourceFold: index * 7919 }))

it('shares clients by weight', () => {
  const servers = serversOf({ weight: 1 }, { weight: 3 })
  const second = clients(servers, started(servers)).filter((choice) => choice === 1).length
  expect(second / 2000).toBeCloseTo(0.75, 1)
})

it('moves few clients when a server goes', () => {
  const servers = serversOf({}, {}, {}, {})
  const before = clients(servers, started(servers))
  const left = servers.slice(0, 3)
  const after = clients(left, started(left))
  const moved = before.filter((choice, index) => choice !== 3 && choice !== after[index]).length
  expect(moved / 2000).toBeLessThan(0.1)
})

it('a server set to weight 0 keeps its places, and refuses unless mh-fallback', () => {
  const servers = serversOf({}, {})
  const scheduler = started(servers)
  const before = clients(servers, scheduler)
  Object.assign(servers[1] ?? {}, { weight: 0 })
  scheduler.changed(servers, undefined, undefined)
  expect(clients(servers, scheduler)).toEqual(before.map((choice) => (choice === 1 ? -1 : 0)))
  expect(new Set(clients(servers, scheduler, serviceFlag.fallback))).toEqual(new Set([0]))
})
