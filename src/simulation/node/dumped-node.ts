import type { Dump } from '../../kernel/iptables/dump/dump.ts'
import { IptablesEngine } from '../../kernel/iptables/engine/iptables-engine.ts'
import { RecentTables } from '../../kernel/iptables/matches/state/recent-tables.ts'
import type { NetworkInterface, Route } from '../../kernel/netfilter/network-interface.ts'
import { Routing } from '../../kernel/netfilter/routing.ts'
import { NodeKernel } from '../../kernel/node-kernel.ts'
import { type Address, familyOf, networkOf, parsePrefix } from '../../packet/address.ts'
import type { Sender, Surroundings } from '../exchange-surroundings.ts'

/** A node of which only its dumps are known. */
export interface DumpedNode {
  readonly kernel: NodeKernel
  readonly engines: readonly IptablesEngine[]
  readonly surroundings: Surroundings
  /** Who an address is, as far as the interfaces tell. */
  senderAt(address: Address): Sender
}

/**
 * A kernel with a node's own rules in it. `interfaces` empty: nobody said what is local, and where that
 * matters the kernel says that it does not know. What no interface's network holds goes by the first
 * interface that is not lo.
 */
export function loadDumpedNode(
  dumps: readonly Dump[],
  interfaces: readonly NetworkInterface[],
): DumpedNode {
  const uplink = interfaces.find(({ name }) => name !== 'lo')?.name ?? 'eth0'
  const everywhere: Route[] = ['0.0.0.0/0', '::/0'].map((text) => ({
    to: parsePrefix(text),
    device: uplink,
  }))
  const routing = new Routing(interfaces, everywhere, { addressesKnown: interfaces.length > 0 })
  const kernel = new NodeKernel(routing)
  const recent = new RecentTables()
  const engines = dumps.map((dump) => {
    const engine = new IptablesEngine({ family: dump.family, backend: dump.backend, recent })
    engine.load(dump)
    kernel.register(engine)
    return engine
  })
  const deviceOf = (address: Address) => linkOf(address, interfaces) ?? uplink
  return {
    kernel,
    engines,
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
  return interfaces.find(({ name }) => name !== 'lo' && name !== uplink)?.name ?? uplink
}
