import { describe, expect, it } from 'vitest'
import { listingDifferences } from '../../../../src/simulation/recordings/ipvs-mode/listing-comparison.ts'

const round = { step: 0, ipvsadm_Sn: '-A -t 10.96.0.1:80 -s rr\n', conns: ['a', 'b'] }

describe('comparing listings', () => {
  it('counts what is recorded, and finds nothing where it is equal', () => {
    expect(listingDifferences(round, round)).toEqual({ facts: 2, differences: [] })
  })

  it('shows the first line that differs, also one that is missing', () => {
    const { differences } = listingDifferences(round, { ...round, conns: ['a'] })
    expect(differences).toEqual([{ where: 'conns, line 2', expected: 'b', actual: '(end)' }])
    const more = listingDifferences(round, { ...round, conns: ['a', 'b', 'c'] })
    expect(more.differences).toEqual([{ where: 'conns, line 3', expected: '(end)', actual: 'c' }])
  })

  it('takes virtual servers in any order, but real servers in the kernel’s', () => {
    const order = { a: ['1', '2'], b: ['3'] }
    const turned = { b: ['3'], a: ['1', '2'] }
    expect(listingDifferences({ step: 0, order }, { step: 0, order: turned }).differences).toEqual(
      [],
    )
    const other = { ...order, a: ['2', '1'] }
    expect(
      listingDifferences({ step: 0, order }, { step: 0, order: other }).differences,
    ).toHaveLength(1)
  })
})
