import { isUserError } from '../../base/user-error.ts'
import type { NftablesEngine } from '../../kernel/nftables/engine/nftables-engine.ts'
import type { Family } from '../../packet/address.ts'
import type { ProxyConfiguration } from '../../proxy/configuration.ts'
import { KubeProxy } from '../../proxy/kube-proxy.ts'
import type { NftablesSnapshot } from '../../proxy/nftables/kept/port-records.ts'
import { NftablesProxier } from '../../proxy/nftables/nftables-proxier.ts'
import { nftablesSettings } from '../../proxy/nftables/settings.ts'
import type { NftablesTransaction } from '../../proxy/nftables/transaction.ts'
import { formatTransaction } from '../../proxy/nftables/transaction-text.ts'
import type { Sysctls } from '../../proxy/node/conntrack-sysctls.ts'
import { type Machine, nodeContext } from '../../proxy/node/machine.ts'
import { ServiceHealthServer } from '../../proxy/node/service-health-server.ts'

/** One family of a node in nftables mode: kube-proxy, and the ruleset that it writes into. */
export interface NftablesMode {
  readonly mode: 'nftables'
  readonly family: Family
  readonly proxy: KubeProxy<readonly NftablesTransaction[]>
  readonly proxier: NftablesProxier
  /** Both families' tables are in it. */
  readonly engine: NftablesEngine
  readonly sysctls: Sysctls
  /** Why nft refused the last transaction; undefined: it took it. */
  readonly refusal: () => string | undefined
}

export function createNftablesMode(
  family: Family,
  configuration: ProxyConfiguration,
  machine: Machine,
  engine: NftablesEngine,
  leftBehind: NftablesSnapshot | undefined,
): NftablesMode {
  const context = nodeContext(family, configuration, machine)
  let refusal: string | undefined
  const apply = (transaction: NftablesTransaction) => {
    refusal = refusalOf(engine, transaction)
    return refusal === undefined
  }
  const settings = nftablesSettings(context, configuration)
  const proxier = new NftablesProxier(settings, apply, leftBehind)
  const proxy = new KubeProxy({
    family,
    nodeName: machine.nodeName,
    featureGates: configuration.featureGates,
    ...(configuration.toggles === undefined ? {} : { toggles: configuration.toggles }),
    proxier,
    healthServer: new ServiceHealthServer(family, context.nodePortAddresses, machine.interfaces),
  })
  const { sysctls } = context
  return { mode: 'nftables', family, proxy, proxier, engine, sysctls, refusal: () => refusal }
}

/** Gives a transaction to the kernel's nftables; what it says where it does not take it. */
function refusalOf(engine: NftablesEngine, transaction: NftablesTransaction): string | undefined {
  try {
    engine.apply(formatTransaction(transaction), { file: 'kube-proxy' })
    return undefined
  } catch (error) {
    if (!isUserError(error)) throw error
    return error.describe()
  }
}
