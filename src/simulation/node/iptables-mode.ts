import type { IptablesEngine } from '../../kernel/iptables/engine/iptables-engine.ts'
import type { Family } from '../../packet/address.ts'
import type { ProxyConfiguration } from '../../proxy/configuration.ts'
import { IptablesProxier, type IptablesTransaction } from '../../proxy/iptables/iptables-proxier.ts'
import { formatEnsureOperation } from '../../proxy/iptables/jump-rules.ts'
import { iptablesSettings } from '../../proxy/iptables/settings.ts'
import { KubeProxy } from '../../proxy/kube-proxy.ts'
import type { Sysctls } from '../../proxy/node/conntrack-sysctls.ts'
import { type Machine, nodeContext } from '../../proxy/node/machine.ts'
import { ServiceHealthServer } from '../../proxy/node/service-health-server.ts'

/** One family of a node in iptables mode: kube-proxy, and the iptables that it writes into (which may hold what an earlier one left). */
export interface IptablesMode {
  readonly mode: 'iptables'
  readonly family: Family
  readonly proxy: KubeProxy<IptablesTransaction>
  readonly engine: IptablesEngine
  /** As kube-proxy's start leaves them. */
  readonly sysctls: Sysctls
}

export function createIptablesMode(
  family: Family,
  configuration: ProxyConfiguration,
  machine: Machine,
  engine: IptablesEngine,
): IptablesMode {
  const context = nodeContext(family, configuration, machine)
  const { settings, sysctls } = iptablesSettings(context, configuration, machine)
  const apply = (transaction: IptablesTransaction) => {
    applyIptables(engine, transaction)
    return true
  }
  const existingChains = [...(engine.table('nat')?.chains.keys() ?? [])]
  const proxier = new IptablesProxier(settings, apply, existingChains)
  const proxy = new KubeProxy({
    family,
    nodeName: machine.nodeName,
    featureGates: configuration.featureGates,
    ...(configuration.toggles === undefined ? {} : { toggles: configuration.toggles }),
    proxier,
    healthServer: new ServiceHealthServer(family, context.nodePortAddresses, machine.interfaces),
  })
  return { mode: 'iptables', family, proxy, engine, sysctls }
}

/** Does to the kernel's iptables what kube-proxy does: single rules first, then iptables-restore.
 * @throws UserError E_IPTABLES where iptables would refuse it */
export function applyIptables(engine: IptablesEngine, transaction: IptablesTransaction): void {
  for (const operation of transaction.ensure) engine.ensure(formatEnsureOperation(operation))
  engine.restore(transaction.restore, { noFlush: true, counters: true, file: 'kube-proxy' })
}
