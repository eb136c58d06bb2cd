import type { KubernetesObject } from '../../kubernetes/objects/kubernetes-object.ts'
import type { Node } from '../../kubernetes/objects/node.ts'
import type { Family } from '../../packet/address.ts'
import { formatAddress } from '../../packet/address.ts'
import type { ProxyConfiguration } from '../../proxy/configuration.ts'
import { IptablesProxier } from '../../proxy/iptables/iptables-proxier.ts'
import { type EnsureOperation, formatEnsureOperation } from '../../proxy/iptables/jump-rules.ts'
import { iptablesSettings } from '../../proxy/iptables/settings.ts'
import { IpvsProxier } from '../../proxy/ipvs/ipvs-proxier.ts'
import { ipvsStart } from '../../proxy/ipvs/settings.ts'
import type { IpvsTransaction } from '../../proxy/ipvs/transaction.ts'
import { KubeProxy } from '../../proxy/kube-proxy.ts'
import { NftablesProxier } from '../../proxy/nftables/nftables-proxier.ts'
import { nftablesSettings } from '../../proxy/nftables/settings.ts'
import { formatTransaction } from '../../proxy/nftables/transaction-text.ts'
import { nodeContext, plainInterfaces } from '../../proxy/node/machine.ts'
import { ServiceHealthServer } from '../../proxy/node/service-health-server.ts'
import type { Proxier } from '../../proxy/proxier.ts'
import { addressesOf } from '../node/node-network.ts'

/** What one sync would give to the kernel. */
export interface WrittenSync {
  /** `iptables` commands before the text, as arguments: `-t nat -N KUBE-SERVICES`. */
  readonly ensure: readonly string[]
  /** Standard input of `iptables-restore --noflush` or `nft -f -`. */
  readonly text: string
  /** IPVS: virtual servers, real servers, addresses and set entries, each a call of its own; 0 in the other modes. */
  readonly calls: number
}

/** A kube-proxy for one family that gives what it writes to nobody: for its text, and the time that it takes. */
export class WritingProxy {
  readonly #proxy: KubeProxy<WrittenSync>

  constructor(node: Node, configuration: ProxyConfiguration, family: Family = 'IPv4') {
    const nodeIps = addressesOf(node).map(formatAddress)
    const machine = {
      nodeName: node.metadata.name,
      nodeIps,
      podCidrs: node.spec.podCIDRs,
      interfaces: plainInterfaces(nodeIps),
      sysctls: {},
      cpuCount: 2,
      hasRandomFully: true,
      hasNfacct: false,
    }
    const context = nodeContext(family, configuration, machine)
    const { nodePortAddresses, interfaces } = context
    const proxier = (): Proxier<WrittenSync> => {
      switch (configuration.mode) {
        case 'iptables': {
          const { settings } = iptablesSettings(context, configuration, machine)
          return writing(new IptablesProxier(settings), ({ ensure, restore }) => ({
            ensure: commandsOf(ensure),
            text: restore,
            calls: 0,
          }))
        }
        case 'ipvs': {
          const { settings } = ipvsStart(context, configuration, machine, '6.12')
          return writing(new IpvsProxier({ settings, countConnections: () => 0 }), writtenByIpvs)
        }
        case 'nftables':
          return writing(
            new NftablesProxier(nftablesSettings(context, configuration)),
            (transactions) => ({
              ensure: [],
              text: transactions.map(formatTransaction).join(''),
              calls: 0,
            }),
          )
      }
    }
    this.#proxy = new KubeProxy({
      family,
      nodeName: machine.nodeName,
      featureGates: configuration.featureGates,
      proxier: proxier(),
      healthServer: new ServiceHealthServer(family, nodePortAddresses, interfaces),
    })
  }

  observe(objects: readonly KubernetesObject[]): void {
    for (const object of objects)
      if (object.kind !== 'Pod') this.#proxy.observe({ kind: 'applied', object })
  }

  sync(nowMs: number): WrittenSync {
    return this.#proxy.sync(nowMs).transaction
  }
}

function writing<Transaction>(
  proxier: Proxier<Transaction>,
  write: (transaction: Transaction) => WrittenSync,
): Proxier<WrittenSync> {
  return {
    sync(request) {
      const { transaction, ...rest } = proxier.sync(request)
      return { ...rest, transaction: write(transaction) }
    },
  }
}

function commandsOf(operations: readonly EnsureOperation[]): readonly string[] {
  return operations.map(formatEnsureOperation)
}

function writtenByIpvs(transaction: IpvsTransaction): WrittenSync {
  const { ensure, operations, boundAddresses, entryOperations, unboundAddresses } = transaction
  return {
    ensure: commandsOf(ensure),
    text: transaction.restore,
    calls:
      operations.length + boundAddresses.length + entryOperations.length + unboundAddresses.length,
  }
}
