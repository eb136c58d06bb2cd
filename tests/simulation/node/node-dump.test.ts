import { describe, expect, it } from 'vitest'
import { isUserError } from '../../../src/base/user-error.ts'
import { printNodeDump, readNodeDump } from '../../../src/simulation/node/node-dump.ts'

const save = `*filter
:INPUT ACCEPT [3:180]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [2:120]
-A FORWARD -d 10.96.0.9/32 -j REJECT --reject-with icmp-port-unreachable
COMMIT
`
const listed = `Chain FORWARD (policy ACCEPT)
target     prot opt source               destination
DROP       all  --  0.0.0.0/0            10.96.0.8
`
const nft = `table ip mangle {
	chain c {
		type filter hook forward priority filter; policy accept;
		ip daddr 10.96.0.8 drop
	}
}
`
const sets = `create KUBE-X hash:ip family inet hashsize 1024 maxelem 65536 bucketsize 12
add KUBE-X 10.96.0.1
`
const ipvsSave = `-A -t 10.96.0.1:80 -s rr
-a -t 10.96.0.1:80 -r 10.244.1.2:8080 -m -w 1
`
const ipvsList = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
TCP  10.96.0.1:80 rr
  -> 10.244.1.2:8080              Masq    1      0          0${' '.repeat(9)}
`

describe('a dump of a node', () => {
  it.each([
    { tool: 'iptables-save', text: save, kind: 'iptables' },
    { tool: 'iptables -S', text: '-P FORWARD ACCEPT\n-A FORWARD -j DROP\n', kind: 'iptables' },
    { tool: 'iptables -L -n', text: listed, kind: 'iptables' },
    { tool: 'nft list ruleset', text: nft, kind: 'nftables' },
    { tool: 'nft -j list ruleset', text: '{"nftables": []}', kind: 'nftables' },
    { tool: 'ipset save', text: sets, kind: 'ipset' },
    { tool: 'ipvsadm -Sn', text: ipvsSave, kind: 'ipvs' },
    { tool: 'ipvsadm -Ln', text: ipvsList, kind: 'ipvs' },
  ])('of $tool is recognised', ({ text, kind }) => {
    expect(readNodeDump(text, 'node.txt')).toMatchObject({ kind, file: 'node.txt' })
  })

  it.each([
    { tool: 'iptables-save', text: save },
    { tool: 'nft list ruleset', text: nft },
    { tool: 'ipset save', text: sets },
    { tool: 'ipvsadm -Sn', text: ipvsSave },
    { tool: 'ipvsadm -Ln', text: ipvsList },
  ])('of $tool is printed as it came', ({ text }) => {
    expect(printNodeDump(readNodeDump(text, 'node.txt'))).toBe(text)
  })

  it('of ipvsadm says in which form it came', () => {
    expect(readNodeDump(ipvsSave, 'f')).toMatchObject({ form: 'save' })
    expect(readNodeDump(ipvsList, 'f')).toMatchObject({ form: 'list' })
  })
})

const errorOf = (text: string) => {
  try {
    readNodeDump(text, 'node.txt')
  } catch (error) {
    if (isUserError(error)) return error.describe()
    throw error
  }
  return 'no error'
}

describe('what is no dump is refused', () => {
  it.each([
    { name: 'an empty text', text: '', says: 'found an empty text' },
    { name: 'blank lines', text: '\n \n', says: 'found an empty text' },
    { name: 'binary data', text: 'PK\u0003\u0004\u0000\u0000', says: 'found binary data' },
    { name: 'a manifest', text: 'apiVersion: v1\nkind: Pod\n', says: 'found "apiVersion: v1"' },
    { name: 'a long line', text: 'x'.repeat(500), says: `found "${'x'.repeat(40)}"` },
  ])('$name', ({ text, says }) => {
    const said = errorOf(text)
    expect(said).toContain(says)
    expect(said).toContain('expected the output of iptables-save')
    expect(said).toContain('node.txt:1:1')
  })

  it.each([
    { name: 'iptables-save without its COMMIT', text: save.replace('COMMIT\n', '') },
    { name: 'an element of no set', text: `${sets}add KUBE-Y 10.96.0.2\n` },
    {
      name: 'a server of no Service',
      text: `${ipvsSave}-a -t 10.96.0.2:80 -r 10.1.1.1:80 -m -w 1\n`,
    },
    { name: 'an nft block that never ends', text: nft.replace(/\}\n$/, '') },
  ])('a broken one too, with its place: $name', ({ text }) => {
    expect(errorOf(text)).toMatch(/node\.txt:\d+/)
  })
})
