import { describe, expect, it } from 'vitest'
import { isSetListing, readSetListing } from '../../../src/kernel/ipset/set-listing.ts'
import { printSets } from '../../../src/kernel/ipset/set-save.ts'

const listing = `Name: KUBE-CLUSTER-IP
Type: hash:ip,port
Revision: 5
Header: family inet hashsize 1024 maxelem 65536
Size in memory: 600
References: 2
Number of entries: 7
Members:
10.96.98.173,tcp:80 
10.103.1.234,udp:53

Name: KUBE-NODE-PORT-TCP
Type: bitmap:port
Revision: 3
Header: range 0-65535
Size in memory: 8268
References: 1
Number of entries: 1
Members:
30781
`

describe('the text of ipset list', () => {
  it('gives the sets that it lists', () => {
    expect(isSetListing(listing)).toBe(true)
    expect(
      printSets(readSetListing(listing, 0), 0),
    ).toBe(`create KUBE-CLUSTER-IP hash:ip,port family inet hashsize 1024 maxelem 65536
add KUBE-CLUSTER-IP 10.96.98.173,tcp:80
add KUBE-CLUSTER-IP 10.103.1.234,udp:53
create KUBE-NODE-PORT-TCP bitmap:port range 0-65535
add KUBE-NODE-PORT-TCP 30781
`)
  })

  it.each([
    [
      'Name: x\nType: hash:ip\nhello\n',
      'found "hello", expected Name:, Type:, Header: or Members:',
    ],
    ['Name: x\nType: hash:ip\nHeader: family inet\nMembers:\nfoo\n', 'an IPv4 address'],
  ])('%j is refused: %s', (text, why) => expect(() => readSetListing(text, 0)).toThrow(why))
})
