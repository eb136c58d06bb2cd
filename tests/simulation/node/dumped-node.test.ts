import { describe, expect, it } from 'vitest'
import { createSeededChance } from '../../../src/base/seeded-chance.ts'
import { formatEndpoint, parseAddress } from '../../../src/packet/address.ts'
import { runExchange } from '../../../src/simulation/exchange.ts'
import { type DumpedNode, loadDumpedNode } from '../../../src/simulation/node/dumped-node.ts'
import { readListedAddresses } from '../../../src/simulation/node/listed-addresses.ts'
import { readNodeDump } from '../../../src/simulation/node/node-dump.ts'
import { tracePacket } from '../../../src/simulation/packet-trace.ts'
import { requestBetween } from './small-node.ts'

const interfaces = readListedAddresses(
  `1: lo    inet 127.0.0.1/8 scope host lo
2: eth0    inet 192.168.0.10/24 scope global eth0
3: cni0    inet 10.244.1.1/24 scope global cni0
`,
  'addresses',
)
const iptables = `*nat
:PREROUTING ACCEPT [0:0]
-A PREROUTING -d 10.96.0.1/32 -p tcp -j DNAT --to-destination 10.244.1.2:8080
COMMIT
`
const bySet = `*nat
:PREROUTING ACCEPT [0:0]
-A PREROUTING -p tcp -m set --match-set SERVICES dst,dst -j DNAT --to-destination 10.244.1.2:8080
COMMIT
`
const sets = `create SERVICES hash:ip,port family inet hashsize 1024 maxelem 65536 bucketsize 12
add SERVICES 10.96.0.1,tcp:80
`
const nft = `table ip nat {
	chain prerouting {
		type nat hook prerouting priority dstnat; policy accept;
		ip daddr 10.96.0.1 tcp dport 80 dnat to 10.244.1.2:8080
	}
}
`
const ipvs = `-A -t 10.96.0.1:80 -s rr
-a -t 10.96.0.1:80 -r 10.244.1.2:8080 -m -w 1
`
const load = (...texts: readonly string[]) =>
  loadDumpedNode(
    texts.map((text, index) => readNodeDump(text, `dump-${index + 1}`)),
    interfaces,
  )
const backendOf = ({ kernel, surroundings }: DumpedNode, to = '10.96.0.1:80') => {
  const request = requestBetween('pod', '10.244.1.7:40000', to)
  const moment = { nowMs: 0, chance: createSeededChance(1) }
  const { backend } = runExchange(kernel, surroundings, request, moment).result
  return backend === undefined ? '' : formatEndpoint(backend.address, backend.port)
}

describe('a node of which only dumps are known', () => {
  it.each([
    { name: 'iptables', dumps: [iptables] },
    { name: 'iptables with sets', dumps: [bySet, sets] },
    { name: 'nftables', dumps: [nft] },
    { name: 'IPVS', dumps: [ipvs] },
  ])('translates as its $name says', ({ dumps }) => {
    expect(backendOf(load(...dumps))).toBe('10.244.1.2:8080')
  })

  it('does nothing to what its rules do not name', () => {
    expect(backendOf(load(iptables), '10.96.0.2:80')).toBe('10.96.0.2:80')
  })

  it('says what is in it', () => {
    expect(load(iptables)).toMatchObject({ hasNftables: false, hasIpvs: false })
    expect(load(nft)).toMatchObject({ hasNftables: true, iptables: [] })
    expect(load(ipvs)).toMatchObject({ hasIpvs: true })
  })

  it('has the virtual servers’ addresses on itself', () => {
    const { kernel } = load(ipvs)
    expect(kernel.routing.isLocal(parseAddress('10.96.0.1'))).toBe(true)
    expect(kernel.routing.isLocal(parseAddress('10.96.0.2'))).toBe(false)
  })

  it('leaves a kube-ipvs0 that is known as it is', () => {
    const known = readListedAddresses(
      '1: eth0    inet 192.168.0.10/24 scope global eth0\n4: kube-ipvs0    inet 10.96.0.7/32 scope global kube-ipvs0\n',
      'addresses',
    )
    const { kernel } = loadDumpedNode([readNodeDump(ipvs, 'f')], known)
    expect(kernel.routing.isLocal(parseAddress('10.96.0.7'))).toBe(true)
    expect(kernel.routing.isLocal(parseAddress('10.96.0.1'))).toBe(false)
  })

  it.each([
    { address: '192.168.0.10', who: 'node' },
    { address: '10.244.1.1', who: 'node' },
    { address: '10.244.1.7', who: 'pod' },
    { address: '192.168.0.99', who: 'client' },
    { address: '8.8.8.8', who: 'client' },
  ])('takes $address for a $who', ({ address, who }) => {
    expect(load(iptables).senderAt(parseAddress(address))).toBe(who)
  })

  it('does not know what is local where nobody said', () => {
    const local = iptables.replace('-d 10.96.0.1/32', '-m addrtype --dst-type LOCAL')
    const { kernel, surroundings } = loadDumpedNode([readNodeDump(local, 'f')], [])
    const request = requestBetween('client', '8.8.8.8:40000', '192.168.0.10:80')
    const { possible } = tracePacket(kernel, surroundings, request, 0, 1)
    expect(possible.length).toBeGreaterThan(1)
    expect(possible.flatMap(({ conditions }) => conditions).join()).toContain('192.168.0.10')
  })

  it.each([
    { kind: 'nftables', text: nft },
    { kind: 'ipvs', text: ipvs },
    { kind: 'ipset', text: sets },
  ])('refuses two dumps of $kind', ({ kind, text }) => {
    expect(() => load(text, text)).toThrow(`two dumps of ${kind}: expected one`)
  })
})
