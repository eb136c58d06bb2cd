import { expect, it } from 'vitest'
import { platformCleanup } from '../../../src/proxy/cleanup/platform-cleanup.ts'

const node = {
  families: ['IPv4'] as const,
  chainsOf: () => ({ nat: ['KUBE-SERVICES'], filter: [] }),
}
const tables = [
  { kind: 'delete-nft-table', family: 'ip', table: 'kube-proxy' },
  { kind: 'delete-nft-table', family: 'ip6', table: 'kube-proxy' },
]

it.each(['iptables', 'ipvs'] as const)('%s mode removes nftables mode’s tables only', (mode) => {
  expect(platformCleanup(mode, node)).toEqual(tables)
})

it('nftables mode removes what the other two left', () => {
  const steps = platformCleanup('nftables', node)
  expect(steps.filter(({ kind }) => kind === 'restore')).toHaveLength(2)
  expect(steps.filter(({ kind }) => kind === 'flush-ipvs')).toHaveLength(1)
  expect(steps.filter(({ kind }) => kind === 'delete-nft-table')).toEqual([])
})

it('--cleanup removes everything', () => {
  const steps = platformCleanup('everything', node)
  expect(steps.slice(0, -2)).toEqual(platformCleanup('nftables', node))
  expect(steps.slice(-2)).toEqual(tables)
})
