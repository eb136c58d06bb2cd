import { describe, expect, it } from 'vitest'
import { NftablesEngine } from '../../../../src/kernel/nftables/engine/nftables-engine.ts'
import { formatTableItems } from '../../../../src/kernel/nftables/print/ruleset-printer.ts'

const proxy = `table ip kube-proxy {
	comment "rules for kube-proxy"
	set cluster-ips {
		type ipv4_addr
		comment "Active ClusterIPs"
		elements = { 10.96.0.1, 10.96.0.10 }
	}

	map service-ips {
		type ipv4_addr . inet_proto . inet_service : verdict
		elements = { 10.96.0.10 . udp . 53 : goto service-DNS,
			     10.96.0.1 . tcp . 443 : drop }
	}

	chain service-DNS {
		ip daddr 10.96.0.10 udp dport 53 ip saddr != 10.244.0.0/16 meta mark set meta mark | 0x00004000
		numgen random mod 2 vmap { 0 : goto endpoint-A, 1 : goto endpoint-B }
	}

	chain endpoint-A {
		meta l4proto udp dnat to 10.244.0.5:53
	}

	chain endpoint-B {
		meta l4proto udp dnat to 10.244.0.6:53
	}

	chain nat-prerouting {
		type nat hook prerouting priority dstnat; policy accept;
		ip daddr . meta l4proto . th dport vmap @service-ips
	}
}
`
const firewall = `table inet filter {
	counter refused {
		packets 3 bytes 180
	}

	set blocked {
		type ipv6_addr
		flags interval
		auto-merge
		elements = { fd00::/16 }
	}

	chain input {
		type filter hook input priority filter + 5; policy drop;
		ct state established,related accept
		ip6 saddr @blocked counter name "refused" drop
		tcp dport { 22, 80-90 } ct state new limit rate 10/second accept comment "few"
		reject with icmpx admin-prohibited
	}
}
`
const sleeping = `table ip6 t {
	flags dormant

	chain c {
		icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
		goto d
	}

	chain d {
		iifname "eth*" oifname != { "lo", "cni0" } return
	}
}
`

const engineOf = (text: string) => {
  const engine = new NftablesEngine()
  engine.apply(text)
  return engine
}

describe('a listed ruleset', () => {
  it.each([
    ['a proxy’s', proxy],
    ['a firewall’s', firewall],
    ['a sleeping table’s', sleeping],
    ['all three, in their order', proxy + firewall + sleeping],
  ])('that is read gives the same list again: %s', (_name, text) => {
    const listed = engineOf(text).list()
    expect(engineOf(listed).list()).toBe(listed)
  })

  it.each([
    ['a proxy’s', proxy],
    ['a firewall’s', firewall],
    ['a sleeping table’s', sleeping],
  ])('is the text that was read, byte for byte: %s', (_name, text) => {
    expect(engineOf(text).list()).toBe(text)
  })

  it('shows handles when asked, and takes no notice of them when it is read', () => {
    const listed = engineOf(proxy).list({ handles: true })
    expect(listed).toContain('table ip kube-proxy { # handle 1\n')
    expect(listed).toMatch(/dnat to 10\.244\.0\.5:53 # handle \d+\n/)
    expect(engineOf(listed).list()).toBe(proxy)
  })

  it('leaves out counts when asked', () => {
    const listed = engineOf(firewall).list({ stateless: true })
    expect(listed).not.toContain('packets 3')
    expect(listed).toContain('\tcounter refused {\n\t}\n')
  })

  it('has a table’s items by kind: objects, sets, chains', () => {
    const table = engineOf(firewall).ruleset.table('inet', 'filter')
    const options = { handles: false, stateless: false, nowMs: 0 }
    const items = table === undefined ? [] : [...formatTableItems(table, options).keys()]
    expect(items).toEqual(['counter refused', 'set blocked', 'chain input'])
  })

  it('of nothing is empty', () => {
    expect(new NftablesEngine().list()).toBe('')
  })
})
