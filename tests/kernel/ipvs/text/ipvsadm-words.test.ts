import { expect, it } from 'vitest'
import { IpvsEngine } from '../../../../src/kernel/ipvs/engine.ts'
import {
  netmaskText,
  schedulerFlagWords,
  serviceSwitch,
  serviceTitle,
} from '../../../../src/kernel/ipvs/text/ipvsadm-words.ts'
import { parseAddress } from '../../../../src/packet/address.ts'
import { plainOptions, webKey } from '../some-servers.ts'

it.each([
  { key: webKey, words: '-t 10.96.0.10:80', title: 'TCP  10.96.0.10:80' },
  {
    key: { ...webKey, protocol: 132 },
    words: '--sctp-service 10.96.0.10:80',
    title: 'SCTP 10.96.0.10:80',
  },
  {
    key: { ...webKey, protocol: 17, address: parseAddress('fd00::1') },
    words: '-u [fd00::1]:80',
    title: 'UDP  [fd00::1]:80',
  },
  {
    key: { kind: 'mark', mark: 7, family: 'IPv6' } as const,
    words: '-f 7 -6',
    title: 'FWM  7 IPv6',
  },
])('$title', ({ key, words, title }) => {
  const virtualServer = new IpvsEngine().virtualServers.add(key, { ...plainOptions, netmask: 128 })
  expect([serviceSwitch(virtualServer), serviceTitle(virtualServer)]).toEqual([words, title])
})

it.each([
  { scheduler: 'sh', flags: 0x18, words: 'sh-fallback,sh-port' },
  { scheduler: 'mh', flags: 0x10, words: 'mh-port' },
  { scheduler: 'rr', flags: 0x38, words: 'flag-1,flag-2,flag-3' },
  { scheduler: 'rr', flags: 0, words: '' },
] as const)('flags of $scheduler: $words', ({ scheduler, flags, words }) => {
  const options = { ...plainOptions, scheduler, schedulerFlags: flags }
  expect(schedulerFlagWords(new IpvsEngine().virtualServers.add(webKey, options))).toBe(words)
})

it('a netmask is shown where it is not the whole address', () => {
  const shown = (netmask: number) =>
    netmaskText(new IpvsEngine().virtualServers.add(webKey, { ...plainOptions, netmask }))
  expect([shown(0xffffffff), shown(0xffffff00)]).toEqual([undefined, '255.255.255.0'])
})
