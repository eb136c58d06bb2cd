import { expect, it } from 'vitest'
import { crossovers } from '../../../src/report/bench/crossover.ts'
import { madeRows } from './made-rows.ts'

it('says where one backend begins to cost more than another, and what is an estimate', () => {
  expect(crossovers(madeRows)).toEqual([
    // 3 to 5 µs between 100 and 1,000 Services: past 4 in the middle.
    {
      dearer: 'iptables-legacy',
      than: 'nftables',
      services: 550,
      always: false,
      isEstimate: false,
    },
    {
      dearer: 'iptables-legacy',
      than: 'ipvs',
      services: undefined,
      always: true,
      isEstimate: true,
    },
  ])
  const [never] = crossovers(madeRows.filter(({ services }) => services === 100))
  expect(never).toMatchObject({ services: undefined, always: false })
})
