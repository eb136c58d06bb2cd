import { expect, it } from 'vitest'
import { enumerateBranches } from '../../../../src/base/enumerated-chance.ts'
import { PowerOfTwos } from '../../../../src/kernel/ipvs/schedulers/power-of-twos.ts'
import { requestFrom, serversOf } from '../some-servers.ts'

it('draws twice and takes the less loaded one', () => {
  const servers = serversOf({ active: 1 }, {})
  const { branches } = enumerateBranches((chance) =>
    servers.indexOf(
      new PowerOfTwos(257).pick(servers, requestFrom({ chance })) ?? (servers[0] as never),
    ),
  )
  const first = branches
    .filter(({ result }) => result === 0)
    .reduce((sum, { probability }) => sum + probability, 0)
  // Draws 0 and 1 of 0, 1, 2 are the first: both must be.
  expect(first).toBeCloseTo(4 / 9)
})
