import { UserError } from '../../base/user-error.ts'
import type { IptablesEngine } from '../../kernel/iptables/engine/iptables-engine.ts'
import { isSchedulerName } from '../../kernel/ipvs/model/scheduler-name.ts'
import type { Family } from '../../packet/address.ts'
import type { ProxyConfiguration } from '../../proxy/configuration.ts'
import { IpvsProxier } from '../../proxy/ipvs/ipvs-proxier.ts'
import { ipvsStart } from '../../proxy/ipvs/settings.ts'
import type { IpvsTransaction } from '../../proxy/ipvs/transaction.ts'
import { KubeProxy } from '../../proxy/kube-proxy.ts'
import type { Sysctls } from '../../proxy/node/conntrack-sysctls.ts'
import { type Machine, nodeContext } from '../../proxy/node/machine.ts'
import { ServiceHealthServer } from '../../proxy/node/service-health-server.ts'
import { writeIptables } from './iptables-write.ts'
import type { IpvsKernel } from './ipvs-kernel.ts'
import type { NodeEngines } from './node-engines.ts'

/** One family of a node in IPVS mode: kube-proxy, its iptables, and the IPVS that both families share. */
export interface IpvsMode {
  readonly mode: 'ipvs'
  readonly family: Family
  readonly proxy: KubeProxy<IpvsTransaction>
  readonly proxier: IpvsProxier
  /** Its iptables part. */
  readonly engine: IptablesEngine
  readonly ipvs: IpvsKernel
  readonly sysctls: Sysctls
  /** Why iptables refused its part of the last transaction; undefined: it took it. */
  readonly refusal: () => string | undefined
}

/** @throws UserError E_CONFIGURATION for a scheduler that the kernel does not have */
export function createIpvsMode(
  family: Family,
  configuration: ProxyConfiguration,
  machine: Machine,
  engines: Pick<
    NodeEngines,
    'iptablesOf' | 'ipvs' | 'leftInIpvs' | 'isXtablesLocked' | 'kernelRelease'
  >,
): IpvsMode {
  const engine = engines.iptablesOf(family)
  const { ipvs, kernelRelease } = engines
  const leftBehind = engines.leftInIpvs(family)
  const context = nodeContext(family, configuration, machine)
  const { settings, sysctls, timeouts } = ipvsStart(context, configuration, machine, kernelRelease)
  if (!isSchedulerName(settings.scheduler))
    throw new UserError(
      'E_CONFIGURATION',
      `ipvs.scheduler: the kernel has no "${settings.scheduler}"`,
    )
  ipvs.setSysctls(sysctls)
  if (timeouts !== undefined) {
    const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000)
    ipvs.engine.timeouts.set({
      tcp: seconds(timeouts.tcpMs),
      tcpFin: seconds(timeouts.tcpFinMs),
      udp: seconds(timeouts.udpMs),
    })
  }
  const isGraceful = configuration.toggles?.has('kubernetes#66012') !== true
  const proxier = new IpvsProxier({
    settings,
    // A server of which nobody counts connections goes at once.
    countConnections: (virtualServer, realServer) =>
      isGraceful ? ipvs.countConnections(virtualServer, realServer) : 0,
    ...(leftBehind === undefined ? {} : { leftBehind }),
  })
  let refusal: string | undefined
  const proxy = new KubeProxy({
    family,
    nodeName: machine.nodeName,
    featureGates: configuration.featureGates,
    ...(configuration.toggles === undefined ? {} : { toggles: configuration.toggles }),
    proxier: {
      sync(request) {
        const result = proxier.sync(request)
        ipvs.apply(result.transaction, request.nowMs)
        refusal = writeIptables(engine, result.transaction, engines.isXtablesLocked)
        return { ...result, failed: refusal !== undefined }
      },
    },
    healthServer: new ServiceHealthServer(family, context.nodePortAddresses, machine.interfaces),
  })
  return { mode: 'ipvs', family, proxy, proxier, engine, ipvs, sysctls, refusal: () => refusal }
}
