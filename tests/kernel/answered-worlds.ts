import fc from 'fast-check'
import { IpSets } from '../../src/kernel/ipset/ip-sets.ts'
import { restoreSets } from '../../src/kernel/ipset/set-restore.ts'
import { printSets } from '../../src/kernel/ipset/set-save.ts'
import { IptablesEngine } from '../../src/kernel/iptables/engine/iptables-engine.ts'
import { printSave } from '../../src/kernel/iptables/text/save-writer.ts'
import { IpvsEngine } from '../../src/kernel/ipvs/engine.ts'
import { IpvsHooks } from '../../src/kernel/ipvs/hooks/ipvs-hooks.ts'
import { listConnections as listIpvs } from '../../src/kernel/ipvs/text/ipvsadm-connections.ts'
import { formatList } from '../../src/kernel/ipvs/text/ipvsadm-list.ts'
import { restoreCommands } from '../../src/kernel/ipvs/text/ipvsadm-restore.ts'
import { accept, type Hook, type HookOwner } from '../../src/kernel/netfilter/hook.ts'
import { NftablesEngine } from '../../src/kernel/nftables/engine/nftables-engine.ts'
import type { NodeKernel } from '../../src/kernel/node-kernel.ts'
import { parseAddress } from '../../src/packet/address.ts'
import { testKernel } from './packets.ts'

/** A kernel with one engine's rules, which change while packets come. */
export interface World {
  readonly kernel: NodeKernel
  /** Changes something; what it cannot read changes nothing. */
  change(text: string): void
  /** All that its rules and tables have counted and remember. */
  show(): unknown
}

export interface WorldKind {
  readonly name: string
  readonly rules: fc.Arbitrary<string>
  readonly changes: readonly string[]
  make(rules: string, ...owners: HookOwner[]): World
}

/** Stands on every way, lets all pass, and says nothing beforehand: so every packet goes from function to function. */
export const unsure: HookOwner = {
  hooksVersion: 0,
  hooked: () =>
    (['forward', 'input'] as const satisfies Hook[]).map((hook) => ({
      hook,
      family: 'both',
      nat: false,
      function: { name: 'unsure', priority: 7, run: () => accept },
    })),
}

const joined = (words: readonly string[]) => words.filter((word) => word !== '').join(' ')
const iptablesRule = fc
  .tuple(
    fc.constantFrom(
      '',
      '-m conntrack --ctstate NEW',
      '-m conntrack --ctstate RELATED,ESTABLISHED',
      '-m mark --mark 0x1/0x1',
      '-p tcp',
      '-i eth0',
      '-o cni0',
      '-p tcp --dport 81',
      '-s 8.8.8.8',
    ),
    fc.constantFrom('', '', '-j ACCEPT', '-j RETURN', '-j DROP', '-j c', '-j MARK --or-mark 1'),
  )
  .map(joined)

export const iptables: WorldKind = {
  name: 'iptables',
  rules: fc
    .record({
      filter: fc.array(iptablesRule, { maxLength: 4 }),
      chain: fc.array(iptablesRule, { maxLength: 2 }),
      mangle: fc.array(iptablesRule, { maxLength: 1 }),
      masquerade: fc.boolean(),
      raw: fc.boolean(),
    })
    .map(({ filter, chain, mangle, masquerade, raw }) =>
      [
        ...(raw ? ['*raw', '-A PREROUTING -p udp --dport 81 -j NOTRACK', 'COMMIT'] : []),
        '*mangle',
        ...mangle.filter((text) => !/-j c|-o /.test(text)).map((text) => `-A PREROUTING ${text}`),
        'COMMIT',
        '*filter',
        ':c - [0:0]',
        ...filter.map((text) => `-A FORWARD ${text}`),
        ...chain.map((text) => `-A c ${text.replace(' -j c', '').replace('-j c', '')}`),
        'COMMIT',
        '*nat',
        '-A PREROUTING -d 10.96.0.1 -p tcp -j DNAT --to-destination 10.244.1.1:8080',
        '-A PREROUTING -d 10.96.0.1 -p udp -j DNAT --to-destination 10.244.1.2',
        ...(masquerade ? ['-A POSTROUTING -o cni0 -j MASQUERADE'] : []),
        'COMMIT',
        '',
      ].join('\n'),
    ),
  changes: [
    '-t filter -A FORWARD -p tcp -j DROP',
    '-t filter -F FORWARD',
    '-t filter -I FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT',
    '-t filter -P FORWARD DROP',
    '-t filter -P FORWARD ACCEPT',
    '-t mangle -A PREROUTING -j MARK --or-mark 1',
  ],
  make(rules, ...owners) {
    const kernel = testKernel()
    const engine = new IptablesEngine({ family: 'IPv4' })
    engine.restore(rules)
    for (const owner of [engine, ...owners]) kernel.register(owner)
    return {
      kernel,
      change: (text) => engine.command(text),
      show: () => printSave(engine.tables(), { backend: 'legacy', counters: true }),
    }
  },
}

const nftRule = fc
  .tuple(
    fc.constantFrom(
      '',
      'ct state new',
      'ct state established,related',
      'meta mark & 0x1 == 1',
      'meta l4proto tcp',
      'iifname "eth0"',
      'oifname "cni*"',
      'tcp dport 81',
      'ip saddr 8.8.8.8',
    ),
    fc.constantFrom('', 'counter'),
    fc.constantFrom('', '', 'accept', 'return', 'drop', 'jump x', 'meta mark set 1'),
  )
  .map((words) => joined(words) || 'counter')

export const nftables: WorldKind = {
  name: 'nftables',
  rules: fc
    .record({
      filter: fc.array(nftRule, { maxLength: 4 }),
      chain: fc.array(nftRule, { maxLength: 2 }),
      early: fc.array(nftRule, { maxLength: 1 }),
      masquerade: fc.boolean(),
    })
    .map(({ filter, chain, early, masquerade }) =>
      [
        'add table ip t',
        'add chain ip t x',
        'add chain ip t early { type filter hook prerouting priority -150; }',
        'add chain ip t filter { type filter hook forward priority 0; }',
        'add chain ip t before { type nat hook prerouting priority -100; }',
        'add chain ip t after { type nat hook postrouting priority 100; }',
        ...early
          .filter((text) => !/jump|oifname/.test(text))
          .map((text) => `add rule ip t early ${text}`),
        ...chain.map((text) => `add rule ip t x ${text.replace('jump x', 'counter')}`),
        ...filter.map((text) => `add rule ip t filter ${text}`),
        'add rule ip t before ip daddr 10.96.0.1 meta l4proto tcp dnat to 10.244.1.1:8080',
        'add rule ip t before ip daddr 10.96.0.1 meta l4proto udp dnat to 10.244.1.2',
        ...(masquerade ? ['add rule ip t after oifname "cni0" masquerade'] : []),
      ].join('\n'),
    ),
  changes: [
    'add rule ip t filter meta l4proto tcp drop',
    'flush chain ip t filter',
    'insert rule ip t filter ct state established counter accept',
    'add rule ip t early meta mark set 1',
    'add chain ip t late { type filter hook forward priority 10; policy drop; }',
    'delete chain ip t late',
  ],
  make(rules, ...owners) {
    const kernel = testKernel()
    const engine = new NftablesEngine()
    engine.apply(rules)
    for (const owner of [engine, ...owners]) kernel.register(owner)
    return { kernel, change: (text) => engine.apply(text), show: () => engine.list() }
  },
}

const ipvsRule = fc
  .tuple(
    fc.constantFrom(
      '',
      '-m set --match-set VIPS dst,dst',
      '-m set --match-set NONE dst,dst',
      '-m set ! --match-set VIPS dst,dst',
      '-m set --match-set CLIENTS src',
      '-m set --match-set COUNTED dst',
      '-m set --match-set GOING dst',
      '-m conntrack --ctstate NEW',
      '-m conntrack --ctstate ESTABLISHED',
      '-d 10.96.0.1',
      '-p tcp --dport 80',
      '-s 8.8.8.8',
    ),
    fc.constantFrom('', '', '', '-j ACCEPT', '-j RETURN', '-j DROP', '-j c'),
  )
  .map(joined)
const sets = `create VIPS hash:ip,port
add VIPS 10.96.0.1,tcp:80
create NONE hash:ip,port
create CLIENTS hash:ip
add CLIENTS 8.8.8.8
create COUNTED hash:ip counters
add COUNTED 10.96.0.1
create GOING hash:ip timeout 20
add GOING 10.96.0.1
`

export const ipvs: WorldKind = {
  name: 'IPVS',
  rules: fc
    .record({
      input: fc.array(ipvsRule, { maxLength: 3 }),
      forward: fc.array(ipvsRule, { maxLength: 2 }),
      output: fc.array(ipvsRule, { maxLength: 1 }),
      chain: fc.array(ipvsRule, { maxLength: 2 }),
      masquerade: fc.boolean(),
    })
    .map(({ input, forward, output, chain, masquerade }) =>
      [
        '*filter',
        ':c - [0:0]',
        ...input.map((text) => `-A INPUT ${text}`),
        ...forward.map((text) => `-A FORWARD ${text}`),
        ...output.map((text) => `-A OUTPUT ${text}`),
        ...chain.map((text) => `-A c ${text.replace(' -j c', '').replace('-j c', '')}`),
        'COMMIT',
        '*nat',
        ...(masquerade ? ['-A POSTROUTING -o cni0 -j MASQUERADE'] : []),
        'COMMIT',
        '',
      ].join('\n'),
    ),
  changes: [
    'ipvsadm -e -t 10.96.0.1:80 -r 10.244.1.1:8080 -m -w 0',
    'ipvsadm -d -t 10.96.0.1:80 -r 10.244.1.1:8080',
    'ipvsadm -a -t 10.96.0.1:80 -r 10.244.1.2:8080 -m',
    'ipvsadm -a -t 10.96.0.1:80 -r 192.168.0.10:8080 -m',
    'ipvsadm -D -u 10.96.0.1:80',
    'ipset del VIPS 10.96.0.1,tcp:80',
    'ipset add NONE 10.96.0.1,tcp:80',
    'ipset flush CLIENTS',
    'sysctl conntrack 0',
    'sysctl conntrack 1',
    'sysctl expire_nodest_conn 1',
    'iptables -t filter -I INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT',
    'iptables -t filter -A OUTPUT -p tcp -j DROP',
    'iptables -t filter -F INPUT',
  ],
  make(rules, ...owners) {
    const kernel = testKernel()
    const engine = new IpvsEngine()
    engine.sysctls.conntrack = 1
    const hooks = new IpvsHooks(engine, kernel.tracker)
    const ipSets = new IpSets()
    restoreSets(ipSets, sets, 0)
    const filter = new IptablesEngine({ family: 'IPv4', sets: ipSets, ipvs: hooks })
    filter.restore(rules)
    for (const owner of [filter, hooks, ...owners]) kernel.register(owner)
    kernel.routing.setInterface({
      name: 'kube-ipvs0',
      addresses: [{ address: parseAddress('10.96.0.1'), length: 32 }],
    })
    const edit = (text: string) => restoreCommands(engine, text, 'test')
    for (const service of ['-t 10.96.0.1:80', '-u 10.96.0.1:80', '--sctp-service 10.96.0.1:80'])
      edit(`-A ${service} -s rr\n-a ${service} -r 10.244.1.1:8080 -m`)
    return {
      kernel,
      change(text) {
        const [program, ...words] = text.split(' ')
        const rest = words.join(' ')
        if (program === 'ipvsadm') edit(rest)
        else if (program === 'ipset') restoreSets(ipSets, rest, 0)
        else if (program === 'iptables') filter.command(rest)
        else Object.assign(engine.sysctls, { [words[0] ?? '']: Number(words[1]) })
      },
      show: () => ({
        rules: printSave(filter.tables(), { backend: 'legacy', counters: true }),
        sets: printSets(ipSets, 0),
        connections: listIpvs(engine),
        servers: formatList(engine.virtualServers),
      }),
    }
  },
}
