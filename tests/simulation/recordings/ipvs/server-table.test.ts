import { expect, it } from 'vitest'
import {
  changedTable,
  serverTable,
  tableKey,
} from '../../../../src/simulation/recordings/ipvs/server-table.ts'
import { connect, engineWith, webKey } from '../../../kernel/ipvs/some-servers.ts'

it('shows servers in the kernel’s own order', () => {
  const engine = engineWith(2)
  const before = serverTable(engine)
  connect(engine, 1)
  const now = serverTable(engine)
  expect(now).toEqual({
    '10.96.0.10:80/tcp': [
      ['10.244.1.2:8080', 1, 1, 0],
      ['10.244.1.1:8080', 1, 0, 0],
    ],
  })
  expect([changedTable(before, now), changedTable(now, now)]).toEqual([now, {}])
})

it('names a mark as the harness does', () => {
  expect(tableKey({ kind: 'mark', mark: 7, family: 'IPv4' })).toBe('0.0.0.7/fwm')
  expect(tableKey({ ...webKey, protocol: 132 })).toBe('10.96.0.10:80/sctp')
})
