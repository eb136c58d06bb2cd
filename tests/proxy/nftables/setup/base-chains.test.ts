import { expect, it } from 'vitest'
import { baseChainOperations } from '../../../../src/proxy/nftables/setup/base-chains.ts'
import { linesOf } from '../nftables-node.ts'

it('deletes base chains once, so that another priority can be given to them', () => {
  const deleted = (isFirst: boolean) =>
    linesOf(baseChainOperations(isFirst)).filter((line) => line.startsWith('delete'))
  expect(deleted(true)).toHaveLength(8)
  expect(deleted(false)).toEqual([])
})

it('writes priorities as numbers: older nft knows the names only on some hooks', () => {
  const lines = linesOf(baseChainOperations(false))
  expect(lines.filter((line) => line.includes('priority'))).toEqual([
    'add chain filter-prerouting-pre-dnat { type filter hook prerouting priority -110 ; }',
    'add chain filter-output-pre-dnat { type filter hook output priority -110 ; }',
    'add chain filter-input { type filter hook input priority 0 ; }',
    'add chain filter-forward { type filter hook forward priority 0 ; }',
    'add chain filter-output { type filter hook output priority 0 ; }',
    'add chain nat-prerouting { type nat hook prerouting priority -100 ; }',
    'add chain nat-output { type nat hook output priority -100 ; }',
    'add chain nat-postrouting { type nat hook postrouting priority 100 ; }',
  ])
})

it('makes each chain once, before the first rule that jumps to it', () => {
  const lines = linesOf(baseChainOperations(false))
  const made = lines.filter((line) => line === 'add chain service-endpoints-check')
  expect(made).toHaveLength(1)
  expect(lines.indexOf('add chain service-endpoints-check')).toBeLessThan(
    lines.findIndex((line) => line.endsWith('jump service-endpoints-check')),
  )
})
