import { expect, it } from 'vitest'
import {
  equalSettings,
  persistenceNetmask,
  virtualServerText,
} from '../../../../src/proxy/ipvs/servers/virtual-server.ts'

it('names virtual servers as kube-proxy does', () => {
  expect(virtualServerText('10.96.0.1', 80, 'TCP')).toBe('10.96.0.1:80/TCP')
  expect(virtualServerText('fd00::1', 53, 'UDP')).toBe('[fd00::1]:53/UDP')
})

it('asks for persistence by whole addresses', () => {
  expect([persistenceNetmask('IPv4'), persistenceNetmask('IPv6')]).toEqual([4_294_967_295, 128])
})

it('compares what an update would change', () => {
  const one = {
    text: '10.96.0.1:80/TCP',
    address: '10.96.0.1',
    port: 80,
    protocol: 'TCP' as const,
    scheduler: 'rr',
    flags: 0,
    timeoutSeconds: 0,
  }
  expect(equalSettings(one, { ...one })).toBe(true)
  for (const other of [{ scheduler: 'lc' }, { flags: 1 }, { timeoutSeconds: 5 }])
    expect(equalSettings(one, { ...one, ...other })).toBe(false)
})
