import { describe, expect, it } from 'vitest'
import { normalForm } from '../packets.ts'

describe('reading a rule', () => {
  it.each([
    // As kube-proxy writes them, and as iptables-save 1.8.9 prints them.
    [
      '-m comment --comment "a/b:c cluster IP" -m tcp -p tcp -d 10.96.0.22 --dport 8080 -j u',
      '-d 10.96.0.22/32 -p tcp -m comment --comment "a/b:c cluster IP" -m tcp --dport 8080 -j u',
    ],
    [
      '-m comment --comment "a" -m udp -p udp -d 10.96.0.22 --dport 53 ! -s 10.244.0.0/16 -j u',
      '! -s 10.244.0.0/16 -d 10.96.0.22/32 -p udp -m comment --comment a -m udp --dport 53 -j u',
    ],
    [
      '-p udp --sport 53 -s 1.2.3.4/255.255.255.0 ! -d 10.0.0.0/8 ! -i eth0 -o veth+',
      '-s 1.2.3.0/24 ! -d 10.0.0.0/8 ! -i eth0 -o veth+ -p udp -m udp --sport 53',
    ],
    ['--protocol tcp --destination-port=80 --jump u', '-p tcp -m tcp --dport 80 -j u'],
    ['-ptcp -ju', '-p tcp -j u'],
    ['-f -g u', '-f -g u'],
    ['-p tcp --dest 10.0.0.1 --dpo 80', '-d 10.0.0.1/32 -p tcp -m tcp --dport 80'],
    ['-m mark --mark 1 -m mark --mark 2', '-m mark --mark 0x1 -m mark --mark 0x2'],
    ['-m policy --dir in --pol ipsec --proto esp', '-m policy --dir in --pol ipsec --proto esp'],
    ['-p tcp -m multiport --dport 80,443', '-p tcp -m multiport --dports 80,443'],
    ['! -f', '! -f'],
    [
      '-s 10.0.0.1,10.0.0.2 -d 10.1.0.1,10.1.0.2 -j u',
      '-s 10.0.0.1/32 -d 10.1.0.1/32 -j u; -s 10.0.0.1/32 -d 10.1.0.2/32 -j u; -s 10.0.0.2/32 -d 10.1.0.1/32 -j u; -s 10.0.0.2/32 -d 10.1.0.2/32 -j u',
    ],
    ['-6 -j u', ''],
    ['-4 -j u', '-j u'],
    [
      '-p tcp -m recent --set --name a -m recent --rcheck --name b',
      '-p tcp -m recent --set --name a --mask 255.255.255.255 --rsource -m recent --rcheck --name b --mask 255.255.255.255 --rsource',
    ],
  ])('%s prints as %s', (given, printed) => expect(normalForm(given)).toBe(printed))

  it.each([
    ['-s fd00::1 -j u', 'found fd00::1 (IPv6) at -s, expected an IPv4 address'],
    ['-s here', 'found here at -s, expected an address or network'],
    ['! -s 10.0.0.1,10.0.0.2', 'expected one address'],
    ['-p tpc', 'found tpc at -p, expected a protocol by name or number'],
    ['! -p all', 'none would match'],
    ['--dport 80', 'found --dport without a protocol that has ports'],
    ['-p tcp --no-such', 'found the unknown option --no-such'],
    ['-p tcp stray', 'found stray, expected an option, which begins with -'],
    ['-j u -j u', 'found a second -j u'],
    ['-s 10.0.0.1 -s 10.0.0.2', 'found a second -s'],
    ['-i eth0 ! -i eth1', 'found a second -i'],
    ['-p tcp --protocol udp', 'found a second --protocol'],
    ['-p tcp --dport 80 --dport 81', 'found a second --dport'],
    ['-m mark --mark 1 --mark 2', 'found a second --mark'],
    ['! ! -s 10.0.0.1', 'found a second !'],
    ['-s 10.0.0.1 !', 'found ! at the end'],
    ['! -j u', 'expected an option that may be negated'],
    ['-j', 'found the end of the line after -j, expected a target or chain'],
    ['-i a-name-of-16-chars', 'the name of an interface, 1 to 15 characters'],
    ['-t nat', 'no table here'],
    ['-A y', 'one command a line'],
  ])('%s is refused: %s', (given, why) => expect(normalForm(given)).toContain(why))

  it('takes counters among the options', () => {
    expect(normalForm('-c 5 6 -j u')).toBe('-j u')
    expect(normalForm('-c 5 -j u')).toContain('two counts')
  })
})
