import { expect, it } from 'vitest'
import { parseMarkRule } from '../../../../src/simulation/recordings/ipvs/mark-rule.ts'
import { packetTo } from '../../../kernel/ipvs/some-servers.ts'

it.each([
  { text: '-d 10.96.0.0/16 -p tcp --dport 80', matches: true },
  { text: '-d 10.97.0.0/16', matches: false },
  { text: '-s 10.1.0.2', matches: true },
  { text: '-p udp', matches: false },
  { text: '-p tcp --sport 5', matches: false },
])('$text', ({ text, matches }) => {
  const rule = parseMarkRule(`iptables -t mangle -A PREROUTING ${text} -j MARK --set-mark 7`)
  expect([rule?.mark, rule?.matches(packetTo())]).toEqual([7, matches])
})

it.each([
  'ls',
  'iptables -t nat -A PREROUTING -j MARK --set-mark 7',
  'iptables -t mangle -A PREROUTING -j DROP',
  'iptables -t mangle -A PREROUTING -m x -j MARK --set-mark 7',
])('%s is something else', (text) => expect(parseMarkRule(text)).toBeUndefined())
