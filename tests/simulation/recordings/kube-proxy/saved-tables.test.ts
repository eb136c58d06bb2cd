import { expect, it } from 'vitest'
import { savedTables } from '../../../../src/simulation/recordings/kube-proxy/saved-tables.ts'

it('reads tables, chains and rules, whatever the order of chains', () => {
  const one = savedTables(
    '*nat\n:A - [0:0]\n:B - [0:0]\n-A A -j B\n-A A -j ACCEPT\nCOMMIT\n*filter\nCOMMIT\n',
  )
  expect(one).toEqual({ nat: { A: ['-A A -j B', '-A A -j ACCEPT'], B: [] }, filter: {} })
  expect(
    savedTables('*filter\nCOMMIT\n*nat\n:B - [1:2]\n:A - [0:0]\n-A A -j B\n-A A -j ACCEPT\nCOMMIT'),
  ).toEqual(one)
})
