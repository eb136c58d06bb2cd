import type { IptablesEngine } from '../../kernel/iptables/engine/iptables-engine.ts'
import type { Family } from '../../packet/address.ts'
import type { ProxyConfiguration } from '../../proxy/configuration.ts'
import { IptablesProxier, type IptablesTransaction } from '../../proxy/iptables/iptables-proxier.ts'
import { iptablesSettings } from '../../proxy/iptables/settings.ts'
import { KubeProxy } from '../../proxy/kube-proxy.ts'
import type { Sysctls } from '../../proxy/node/conntrack-sysctls.ts'
import { type Machine, nodeContext } from '../../proxy/node/machine.ts'
import { ServiceHealthServer } from '../../proxy/node/service-health-server.ts'
import { writeIptables } from './iptables-write.ts'
import type { NodeEngines } from './node-engines.ts'

/** One family of a node in iptables mode: kube-proxy, and the iptables that it writes into (which may hold what an earlier one left). */
export interface IptablesMode {
  readonly mode: 'iptables'
  readonly family: Family
  readonly proxy: KubeProxy<IptablesTransaction>
  readonly engine: IptablesEngine
  /** As kube-proxy's start leaves them. */
  readonly sysctls: Sysctls
  /** Why iptables refused the last transaction; undefined: it took it. */
  readonly refusal: () => string | undefined
}

export function createIptablesMode(
  family: Family,
  configuration: ProxyConfiguration,
  machine: Machine,
  engines: Pick<NodeEngines, 'iptablesOf' | 'isXtablesLocked'>,
): IptablesMode {
  const context = nodeContext(family, configuration, machine)
  const { settings, sysctls } = iptablesSettings(context, configuration, machine)
  const engine = engines.iptablesOf(family)
  let refusal: string | undefined
  const apply = (transaction: IptablesTransaction) => {
    refusal = writeIptables(engine, transaction, engines.isXtablesLocked)
    return refusal === undefined
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
  return { mode: 'iptables', family, proxy, engine, sysctls, refusal: () => refusal }
}
