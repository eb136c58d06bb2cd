import { expect, it } from 'vitest'
import { defaultProxyConfiguration } from '../../../src/proxy/configuration.ts'
import { baseRules } from '../../../src/proxy/iptables/base-rules.ts'
import { settings } from '../iptables-settings.ts'

const lines = (text: string) => text.trimEnd().split('\n')

it('masquerades what bears the mark, by a random port where iptables can', () => {
  expect(lines(baseRules(settings({ masqueradeBit: 0 })).natHead)).toEqual([
    '-A KUBE-POSTROUTING -m mark ! --mark 0x00000001/0x00000001 -j RETURN',
    '-A KUBE-POSTROUTING -j MARK --xor-mark 0x00000001',
    '-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully',
    '-A KUBE-MARK-MASQ -j MARK --or-mark 0x00000001',
  ])
  expect(baseRules(settings({}, { hasRandomFully: false })).natHead).not.toContain('random')
})

it('protects 127.0.0.0/8 only while node ports answer there', () => {
  expect(baseRules(settings()).filterHead).toContain(':KUBE-FIREWALL')
  expect(baseRules(settings({ localhostNodePorts: false })).filterHead).not.toContain('FIREWALL -d')
  expect(baseRules(settings({}, {}, 'IPv6')).filterHead).not.toContain(':KUBE-FIREWALL')
})

it('drops invalid packets unless the kernel is liberal, and counts them with nfacct', () => {
  const liberal = { conntrack: { ...defaultProxyConfiguration.conntrack, tcpBeLiberal: true } }
  const [first] = lines(baseRules(settings()).filterTail)
  expect(first).toBe('-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP')
  expect(baseRules(settings({}, { hasNfacct: true })).filterTail).toContain(
    '--ctstate INVALID -m nfacct --nfacct-name ct_state_invalid_dropped_pkts -j DROP',
  )
  expect(baseRules(settings(liberal)).filterTail).not.toContain('INVALID')
})

it.each([
  { name: 'any local address', given: settings(), want: ['-m addrtype --dst-type LOCAL'] },
  {
    name: 'any but localhost',
    given: settings({ localhostNodePorts: false }),
    want: ['-m addrtype --dst-type LOCAL ! -d 127.0.0.0/8'],
  },
  {
    name: 'any but localhost with IPv6',
    given: settings({}, {}, 'IPv6'),
    want: ['-m addrtype --dst-type LOCAL ! -d ::1/128'],
  },
  {
    name: 'the addresses that are asked for',
    given: settings({ nodePortAddresses: ['192.168.0.0/16', '127.0.0.0/8'] }),
    want: ['-d 127.0.0.1', '-d 192.168.0.10'],
  },
  {
    name: 'but not localhost where it does not work',
    given: settings({ nodePortAddresses: ['127.0.0.0/8'], localhostNodePorts: false }),
    want: [],
  },
])('leads to node ports from $name', ({ given, want }) => {
  const rules = lines(baseRules(given).natTail).slice(0, -1)
  expect(rules.map((rule) => /chain" (.*) -j KUBE-NODEPORTS$/.exec(rule)?.[1])).toEqual(want)
})
