import { expect, it } from 'vitest'
import {
  forwardingCode,
  forwardingName,
  forwardingSwitch,
} from '../../../../src/kernel/ipvs/model/forwarding.ts'

it('names, switches and codes of the forwarding methods belong together', () => {
  expect([
    forwardingName.masquerade,
    forwardingSwitch.masquerade,
    forwardingCode.masquerade,
  ]).toEqual(['Masq', '-m', 0])
  expect([forwardingName.tunnel, forwardingSwitch.tunnel, forwardingCode.tunnel]).toEqual([
    'Tunnel',
    '-i',
    2,
  ])
  expect([forwardingName.route, forwardingSwitch.route, forwardingCode.route]).toEqual([
    'Route',
    '-g',
    3,
  ])
})
