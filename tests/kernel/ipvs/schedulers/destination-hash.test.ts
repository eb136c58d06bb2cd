import { expect, it } from 'vitest'
import { DestinationHash } from '../../../../src/kernel/ipvs/schedulers/destination-hash.ts'
import { choices, requestFrom, serversOf } from '../some-servers.ts'

it('goes by the destination alone, weights ignored', () => {
  const servers = serversOf({ weight: 100 }, {}, {})
  const scheduler = new DestinationHash()
  scheduler.changed(servers, undefined, undefined)
  expect(
    new Set(choices(scheduler, servers, 9, (port) => requestFrom({ sourcePort: port }))).size,
  ).toBe(1)
  const destinations = choices(scheduler, servers, 60, (index) =>
    requestFrom({ destinationFold: index }),
  )
  expect(new Set(destinations).size).toBe(3)
})
