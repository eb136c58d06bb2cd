import { expect, it } from 'vitest'
import { parseAddress } from '../../../../src/packet/address.ts'
import {
  keyOfSpec,
  optionsOfSpec,
  protocolOfSpec,
  serverOfSpec,
} from '../../../../src/simulation/recordings/ipvs/service-specs.ts'

it('reads keys, options and servers', () => {
  expect(keyOfSpec({ fwmark: 7, ipv6: true })).toEqual({ kind: 'mark', mark: 7, family: 'IPv6' })
  expect(keyOfSpec({ vip: '10.96.0.1', port: 53, proto: 'udp' })).toMatchObject({
    protocol: 17,
    port: 53,
  })
  const service = {
    vip: '10.96.0.1',
    port: 80,
    scheduler: 'sh',
    flags: 'sh-port',
    persistent: 100,
    netmask: '255.255.0.0',
  }
  expect(optionsOfSpec(service)).toMatchObject({
    schedulerFlags: 0x10,
    persistentSeconds: 100,
    netmask: 0xffff0000,
  })
  expect(serverOfSpec({ ip: '10.0.0.1', upper: 5 }, service, 3)).toMatchObject({
    address: parseAddress('10.0.0.1'),
    port: 80,
    weight: 3,
    upperThreshold: 5,
  })
})

it.each([
  [() => protocolOfSpec('icmp'), '"icmp" is no protocol'],
  [() => optionsOfSpec({ vip: '10.96.0.1', port: 1, scheduler: 'best' }), 'not found'],
  [
    () => optionsOfSpec({ vip: '10.96.0.1', port: 1, scheduler: 'rr', flags: ['sh-port'] }),
    'incompatible scheduler flag',
  ],
])('refuses what there is not', (work, message) => expect(work).toThrow(message))
