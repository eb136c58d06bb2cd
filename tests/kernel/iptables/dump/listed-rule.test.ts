import { describe, expect, it } from 'vitest'
import { listedRuleToWords } from '../../../../src/kernel/iptables/dump/listed-rule.ts'

const fail = (found: string): never => {
  throw new Error(found)
}

describe('the words of a listed rule', () => {
  // As iptables 1.8 prints them for people.
  it.each([
    [
      '/* default/web:http */ tcp to:10.244.0.2:8080',
      'DNAT',
      ' -m comment --comment "default/web:http" -m tcp -j DNAT --to-destination 10.244.0.2:8080',
    ],
    ['udp spt:53 dpts:1024:65535', 'ACCEPT', ' -m udp --sport 53 --dport 1024:65535 -j ACCEPT'],
    [
      'tcp dpt:!80 flags:0x17/0x02',
      'DROP',
      ' -m tcp ! --dport 80 --tcp-flags FIN,SYN,RST,ACK SYN -j DROP',
    ],
    [
      'ctstate RELATED,ESTABLISHED',
      'ACCEPT',
      ' -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    ],
    ['! ctstate INVALID', 'ACCEPT', ' -m conntrack ! --ctstate INVALID -j ACCEPT'],
    ['mark match ! 0x4000/0x4000', 'RETURN', ' -m mark ! --mark 0x4000/0x4000 -j RETURN'],
    ['MARK xset 0x4000/0x0', 'MARK', ' -j MARK --set-xmark 0x4000/0x0'],
    [
      'statistic mode random probability 0.33333333349',
      'a',
      ' -m statistic --mode random --probability 0.33333333349 -j a',
    ],
    [
      'ADDRTYPE match dst-type LOCAL src-type !LOCAL limit-in',
      'a',
      ' -m addrtype --dst-type LOCAL ! --src-type LOCAL --limit-iface-in -j a',
    ],
    [
      'match-set KUBE-CLUSTER-IP dst,dst',
      'ACCEPT',
      ' -m set --match-set KUBE-CLUSTER-IP dst,dst -j ACCEPT',
    ],
    [
      'recent: CHECK seconds: 10800 reap name: KUBE-SEP-A side: source mask: 255.255.255.255',
      'a',
      ' -m recent --rcheck --seconds 10800 --reap --name KUBE-SEP-A --rsource --mask 255.255.255.255 -j a',
    ],
    [
      'reject-with icmp-port-unreachable',
      'REJECT',
      ' -j REJECT --reject-with icmp-port-unreachable',
    ],
    ['random-fully', 'MASQUERADE', ' -j MASQUERADE --random-fully'],
    ['[goto] ', 'a', ' -g a'],
    ['limit: avg 5/sec burst 10', '', ' -m limit --limit 5/sec --limit-burst 10'],
    ['CONNMARK restore mask 0x80', 'CONNMARK', ' -j CONNMARK --restore-mark --mask 0x80'],
  ])('"%s" of %s are %s', (listed, target, words) => {
    expect(listedRuleToWords(listed, target, fail)).toBe(words)
  })

  it('are refused where they are not understood', () => {
    expect(() => listedRuleToWords('tcp dpt:80 magic', 'ACCEPT', fail)).toThrow('"magic"')
  })
})
