import { expect, it } from 'vitest'
import { formatCount, formatTable } from '../../src/report/table.ts'

it('lines columns up, numbers on the right', () => {
  const columns = [{ header: 'NAME' }, { header: 'RULES', right: true }]
  expect(
    formatTable(columns, [
      ['web', '1,024'],
      ['a-long-name', '7'],
    ]),
  ).toBe('NAME         RULES\nweb          1,024\na-long-name      7\n')
})

it.each([
  [7, '7'],
  [1234, '1,234'],
  [1234567, '1,234,567'],
])('writes %d as %s', (count, want) => expect(formatCount(count)).toBe(want))
