import { expect, it } from 'vitest'
import { ExcludedNetworks } from '../../../../src/proxy/ipvs/servers/excluded-networks.ts'

it.each([
  { address: '10.96.0.1', keeps: true },
  { address: '10.97.0.1', keeps: false },
  { address: 'fd00::1', keeps: true },
])('keeps $address: $keeps', ({ address, keeps }) => {
  const networks = new ExcludedNetworks('IPv4', ['10.96.0.0/24', 'fe80::/10'])
  expect(networks.keeps(address)).toBe(keeps)
})
