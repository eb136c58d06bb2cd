import { describe, expect, it } from 'vitest'
import { ElementError } from '../../../src/kernel/ipset/element-error.ts'
import { parseElement, printElement } from '../../../src/kernel/ipset/element-text.ts'
import type { SetOptions } from '../../../src/kernel/ipset/ip-set.ts'
import { findSetType } from '../../../src/kernel/ipset/set-type.ts'

const options: SetOptions = {
  family: 'IPv4',
  texts: [],
  timeoutSeconds: undefined,
  counters: false,
  comments: false,
  elementCountMax: 65_536,
  netmask: undefined,
  range: undefined,
}

function elements(typeName: string, text: string, more: Partial<SetOptions> = {}): string[] {
  const type = findSetType(typeName)
  if (type === undefined) throw new Error(typeName)
  try {
    return parseElement(text, type, { ...options, ...more }).map((parts) =>
      printElement(parts, type),
    )
  } catch (error) {
    if (error instanceof ElementError) return [error.message]
    throw error
  }
}

describe('the text of an element', () => {
  // As ipset 7.17 saves what it was given.
  it.each([
    ['hash:ip,port', '10.96.0.1,tcp:443', ['10.96.0.1,tcp:443']],
    ['hash:ip,port', '10.0.0.1,80', ['10.0.0.1,tcp:80']],
    [
      'hash:ip,port',
      '10.0.0.1,udp:53-55',
      ['10.0.0.1,udp:53', '10.0.0.1,udp:54', '10.0.0.1,udp:55'],
    ],
    ['hash:ip,port', '10.0.0.2,icmp:8/0', ['10.0.0.2,icmp:echo-request']],
    ['hash:ip,port', '10.0.0.2,47:0', ['10.0.0.2,gre:0']],
    [
      'hash:ip,port',
      '10.0.0.0/31,tcp:80-81',
      ['10.0.0.0,tcp:80', '10.0.0.0,tcp:81', '10.0.0.1,tcp:80', '10.0.0.1,tcp:81'],
    ],
    ['hash:ip,port,net', '10.0.0.1,tcp:80,10.0.0.3/31', ['10.0.0.1,tcp:80,10.0.0.2/31']],
    ['hash:ip,port,ip', '10.0.0.1,tcp:80,10.0.0.1', ['10.0.0.1,tcp:80,10.0.0.1']],
    ['hash:net', '10.0.0.0-10.0.0.5', ['10.0.0.0/30', '10.0.0.4/31']],
    ['hash:net', '10.0.0.1', ['10.0.0.1']],
    ['hash:net,net', '10.0.0.0/8,0.0.0.0/0', ['10.0.0.0/8,0.0.0.0/0']],
    ['hash:net,iface', '0.0.0.0/0,eth0', ['0.0.0.0/0,eth0']],
    ['hash:ip', '10.1.0.1-10.1.0.3', ['10.1.0.1', '10.1.0.2', '10.1.0.3']],
    ['bitmap:port', '90-92', ['90', '91', '92']],
    ['hash:ip,mark', '10.0.0.1,0x10', ['10.0.0.1,0x00000010']],
    ['hash:ip,mark', '10.0.0.1,010', ['10.0.0.1,0x00000008']],
    ['hash:ip,port', '10.0.0.1,tcp:ssh-23', ['10.0.0.1,tcp:22', '10.0.0.1,tcp:23']],
    ['hash:mac', 'aa:bb:cc:dd:ee:ff', ['AA:BB:CC:DD:EE:FF']],
    ['list:set', 'other', ['other']],
  ])('%s %s is saved as %j', (type, text, saved) => expect(elements(type, text)).toEqual(saved))

  it('keeps networks of addresses with a netmask', () => {
    expect(elements('hash:ip', '10.0.0.5', { netmask: 24 })).toEqual(['10.0.0.0'])
  })

  it('has IPv6 addresses in sets of that family', () => {
    expect(elements('hash:ip,port', 'fd00::1,udp:53', { family: 'IPv6' })).toEqual([
      'fd00::1,udp:53',
    ])
    expect(elements('hash:net', 'fd00::1/64', { family: 'IPv6' })).toEqual(['fd00::/64'])
  })

  it.each([
    ['hash:ip', 'fd00::1', 'an IPv4 address'],
    ['hash:ip', '10.0.0.0/8', 'at most 65536 addresses'],
    ['hash:net', '0.0.0.0/0', 'a network of length 1 to 32'],
    ['hash:net', '10.0.0.0/33', 'a length of at most 32'],
    ['hash:ip,port', '10.0.0.1', 'ip,port for type hash:ip,port'],
    ['hash:ip,port', '10.0.0.1,tcp:80,1', 'ip,port for type hash:ip,port'],
    ['hash:ip,port', '10.0.0.1,foo', 'a port of 0 to 65535'],
    ['hash:ip,port,ip', '10.0.0.1,80,10.0.0.0/30', 'an IPv4 address'],
    ['hash:mac', '00-11-22-33-44-55', 'an Ethernet address'],
    ['hash:net,iface', '10.0.0.1,averyveryverylongname', 'at most 15 characters'],
    ['hash:ip,port', '10.0.0.1,xyz:80', '[tcp|udp|sctp|udplite:]PORT'],
    ['hash:ip,port', '10.0.0.0/24,tcp:1-1000', 'at most 65536 elements in one line'],
  ])('%s %s is refused: %s', (type, text, why) => expect(elements(type, text)[0]).toContain(why))

  it('stays within the range of a bitmap', () => {
    expect(elements('bitmap:port', '200', { range: [0, 100] })[0]).toContain(
      "within the set's range 0-100",
    )
    expect(elements('bitmap:ip', '10.0.1.0', { range: [0x0a000000, 0x0a0000ff] })[0]).toContain(
      "an address within the set's range",
    )
  })
})
