import { UserError } from '../../base/user-error.ts'
import { IptablesEngine } from '../../kernel/iptables/engine/iptables-engine.ts'
import { RecentTables } from '../../kernel/iptables/matches/state/recent-tables.ts'
import { IpvsHooks } from '../../kernel/ipvs/hooks/ipvs-hooks.ts'
import { setSysctl } from '../../kernel/ipvs/model/settings.ts'
import type { NetworkInterface, Route } from '../../kernel/netfilter/network-interface.ts'
import { Routing } from '../../kernel/netfilter/routing.ts'
import { NftablesEngine } from '../../kernel/nftables/engine/nftables-engine.ts'
import { NodeKernel } from '../../kernel/node-kernel.ts'
import {
  type Address,
  addressBits,
  familyOf,
  networkOf,
  parsePrefix,
} from '../../packet/address.ts'
import { dummyDevice } from '../../proxy/ipvs/transaction.ts'
import type { Sender, Surroundings } from '../exchange-surroundings.ts'
import type { NodeDump } from './node-dump.ts'

/** Dumps do not say them: what kube-proxy sets at its start (pkg/proxy/ipvs/proxier.go NewProxier). */
const kubeProxySysctls = ['conntrack', 'expire_nodest_conn', 'expire_quiescent_template']

/** A node of which only its dumps are known. */
export interface DumpedNode {
  readonly kernel: NodeKernel
  readonly iptables: readonly IptablesEngine[]
  readonly hasNftables: boolean
  readonly hasIpvs: boolean
  readonly surroundings: Surroundings
  /** Who an address is, as far as the interfaces tell. */
  senderAt(address: Address): Sender
}

/**
 * A kernel with a node's own rules in it. `interfaces` empty: nobody said what is local, and where that
 * matters the kernel says that it does not know. What no interface's network holds goes by the first
 * interface that is not lo. Virtual servers' addresses are local: kube-proxy puts them on kube-ipvs0.
 * @throws UserError E_USAGE where two dumps say the same thing
 */
export function loadDumpedNode(
  dumps: readonly NodeDump[],
  interfaces: readonly NetworkInterface[],
): DumpedNode {
  const uplink =
    interfaces.find(({ name }) => name !== 'lo' && name !== dummyDevice)?.name ?? 'eth0'
  const everywhere: Route[] = ['0.0.0.0/0', '::/0'].map((text) => ({
    to: parsePrefix(text),
    device: uplink,
  }))
  const virtual = interfaces.some(({ name }) => name === dummyDevice) ? [] : virtualDevice(dumps)
  const routing = new Routing([...interfaces, ...virtual], everywhere, {
    addressesKnown: interfaces.length > 0,
  })
  const kernel = new NodeKernel(routing)
  const ipvs = onlyOne(dumps, 'ipvs')
  if (ipvs !== undefined)
    for (const name of kubeProxySysctls) setSysctl(ipvs.engine.sysctls, name, '1')
  const hooks = ipvs === undefined ? undefined : new IpvsHooks(ipvs.engine, kernel.tracker)
  const iptables = loadIptables(dumps, hooks)
  for (const engine of iptables) kernel.register(engine)
  if (hooks !== undefined) kernel.register(hooks)
  const nftables = onlyOne(dumps, 'nftables')
  if (nftables !== undefined) kernel.register(new NftablesEngine(nftables.dump.ruleset))
  const deviceOf = (address: Address) => linkOf(address, interfaces) ?? uplink
  return {
    kernel,
    iptables,
    hasNftables: nftables !== undefined,
    hasIpvs: ipvs !== undefined,
    senderAt: (address) => {
      if (routing.isLocal(address)) return 'node'
      return deviceOf(address) === uplink ? 'client' : 'pod'
    },
    surroundings: {
      entrance: (from) => (from === 'client' ? uplink : podLink(interfaces, uplink)),
      behind: (name) => (name === uplink || name === '' ? 'upstream' : 'pods'),
      answersThroughNode: () => true,
    },
  }
}

function loadIptables(dumps: readonly NodeDump[], hooks: IpvsHooks | undefined): IptablesEngine[] {
  const recent = new RecentTables()
  const sets = onlyOne(dumps, 'ipset')?.sets
  return dumps
    .filter((dump) => dump.kind === 'iptables')
    .map(({ dump }) => {
      const engine = new IptablesEngine({
        family: dump.family,
        backend: dump.backend,
        recent,
        ...(sets === undefined ? {} : { sets }),
        ...(hooks === undefined ? {} : { ipvs: hooks }),
      })
      engine.load(dump)
      return engine
    })
}

function onlyOne<Kind extends NodeDump['kind']>(
  dumps: readonly NodeDump[],
  kind: Kind,
): Extract<NodeDump, { kind: Kind }> | undefined {
  const isOfKind = (dump: NodeDump): dump is Extract<NodeDump, { kind: Kind }> => dump.kind === kind
  const [first, second] = dumps.filter(isOfKind)
  if (second !== undefined)
    throw new UserError('E_USAGE', `two dumps of ${kind}: expected one`, { file: second.file })
  return first
}

function virtualDevice(dumps: readonly NodeDump[]): NetworkInterface[] {
  const addresses = new Set<Address>()
  for (const { key } of onlyOne(dumps, 'ipvs')?.engine.virtualServers.list() ?? [])
    if (key.kind === 'address') addresses.add(key.address)
  if (addresses.size === 0) return []
  const bound = [...addresses].map((address) => ({
    address,
    length: addressBits(familyOf(address)),
  }))
  return [{ name: dummyDevice, addresses: bound }]
}

/** The interface whose network holds an address. */
function linkOf(address: Address, interfaces: readonly NetworkInterface[]): string | undefined {
  return interfaces.find(({ addresses }) =>
    addresses.some(
      (own) =>
        familyOf(own.address) === familyOf(address) &&
        networkOf(own.address, own.length) === networkOf(address, own.length),
    ),
  )?.name
}

function podLink(interfaces: readonly NetworkInterface[], uplink: string): string {
  const others = ['lo', dummyDevice, uplink]
  return interfaces.find(({ name }) => !others.includes(name))?.name ?? uplink
}
