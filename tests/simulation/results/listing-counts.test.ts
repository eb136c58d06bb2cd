import { expect, it } from 'vitest'
import type { ProxyMode } from '../../../src/proxy/configuration.ts'
import { runOf, steady } from '../scenario/played.ts'

const once = steady.map((line) => line.replace('10/s', '10/s, connections: 4, close: kept'))

it.each<{ mode: ProxyMode; text: string; seen: string }>([
  { mode: 'iptables', text: 'conntrack: "tcp 6"', seen: '4' },
  { mode: 'iptables', text: 'conntrack: "ESTABLISHED src=10.244.* dport=80 *:80"', seen: '0' },
  { mode: 'iptables', text: 'conntrack: "dport=80 src=10.244.* sport=8080"', seen: '4' },
  { mode: 'iptables', text: 'conntrack: "dport=80", at: 50ms', seen: '1' },
  { mode: 'iptables', text: 'conntrack: "10?244"', seen: '0' },
  { mode: 'ipvs', text: 'ipvsadm: "-> 10.244.*:8080 Masq 1 2 0"', seen: '2' },
  { mode: 'ipvs', text: 'ipvsadm: "TCP *: ESTABLISHED 10.244."', seen: '0' },
  { mode: 'ipvs', text: 'ipvsadm: "ESTABLISHED 10.244."', seen: '4' },
  { mode: 'nftables', text: 'ipvsadm: "TCP"', seen: '0' },
])('$mode, $text: $seen', ({ mode, text, seen }) => {
  const run = runOf(['cluster: { nodes: 1 }', ...once, `expect: [{ ${text}, entries: 99 }]`], mode)
  expect(run.finish().expectations[0]).toMatchObject({ met: false, seen })
})

it('counts on one node, or on all of them together', () => {
  const count = (where: string) =>
    runOf([
      'cluster: { nodes: 2 }',
      ...once,
      `expect: [{ conntrack: "ESTABLISHED", ${where} entries: 99 }]`,
    ]).finish().expectations[0]?.seen
  const [all, first, second] = [count(''), count('node: node-1,'), count('node: node-2,')]
  expect(first).toBe('4')
  expect(Number(all)).toBe(Number(first) + Number(second))
})
