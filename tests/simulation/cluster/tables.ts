import { printSets } from '../../../src/kernel/ipset/set-save.ts'
import { printSave } from '../../../src/kernel/iptables/text/save-writer.ts'
import { formatSave } from '../../../src/kernel/ipvs/text/ipvsadm-save.ts'
import type { EmulatedNode } from '../../../src/simulation/node/emulated-node.ts'

/** Everything that kube-proxies have written on a node, as its own tools print it. */
export function tablesOf({ engines, kernel, modes }: EmulatedNode) {
  return {
    iptables: [...engines.iptables].map(([family, engine]) => [
      family,
      printSave(engine.tables(), { backend: 'legacy' }),
    ]),
    nftables: engines.nftables.list({ handles: true }),
    sets: printSets(engines.ipvs.sets, 0),
    virtualServers: formatSave(engines.ipvs.engine.virtualServers),
    addresses: engines.ipvs.addresses,
    interfaces: kernel.routing.interfaces,
    health: modes.map(({ proxy }) => proxy.healthServer.answers()),
  }
}
