import { expect, it } from 'vitest'
import { ConnectionTable } from '../../../src/kernel/ipvs/connections/connection-table.ts'
import { createPassage, settle } from '../../../src/kernel/ipvs/passage.ts'

it('a passage that is settled knows nothing of the packet before', () => {
  const table = new ConnectionTable(1, 0)
  const passage = createPassage(table)
  Object.assign(passage, {
    verdict: 'forward',
    slot: 5,
    isNew: true,
    byTemplate: true,
    serverPort: 80,
  })
  expect(settle(passage, 'drop', 'because')).toEqual({
    ...createPassage(table),
    verdict: 'drop',
    reason: 'because',
  })
})
