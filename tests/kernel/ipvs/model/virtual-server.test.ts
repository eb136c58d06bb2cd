import { expect, it } from 'vitest'
import { textOfKey, wholeNetmask } from '../../../../src/kernel/ipvs/model/virtual-server.ts'
import { parseAddress } from '../../../../src/packet/address.ts'
import { engineWith, webKey } from '../some-servers.ts'

it.each([
  { key: webKey, text: 'TCP 10.96.0.10:80' },
  {
    key: { ...webKey, protocol: 132, address: parseAddress('fd00::1') },
    text: 'SCTP [fd00::1]:80',
  },
  { key: { kind: 'mark', mark: 7, family: 'IPv6' } as const, text: 'mark 7 IPv6' },
])('$text', ({ key, text }) => expect(textOfKey(key)).toBe(text))

it('shows its flags as netlink does', () => {
  const engine = engineWith(0, { persistentSeconds: 300, schedulerFlags: 0x18, scheduler: 'sh' })
  expect(engine.virtualServers.get(webKey)?.flags).toBe(0x1b)
})

it('a whole netmask is 32 bits, or a length of 128', () => {
  expect([wholeNetmask('IPv4'), wholeNetmask('IPv6')]).toEqual([0xffffffff, 128])
})
