import { UserError } from '../../base/user-error.ts'
import type { IptablesEngine } from '../../kernel/iptables/engine/iptables-engine.ts'
import { isSchedulerName } from '../../kernel/ipvs/model/scheduler-name.ts'
import type { Family } from '../../packet/address.ts'
import type { ProxyConfiguration } from '../../proxy/configuration.ts'
import { formatEnsureOperation } from '../../proxy/iptables/jump-rules.ts'
import { IpvsProxier, type IpvsSnapshot } from '../../proxy/ipvs/ipvs-proxier.ts'
import { ipvsStart } from '../../proxy/ipvs/settings.ts'
import type { IpvsTransaction } from '../../proxy/ipvs/transaction.ts'
import { KubeProxy } from '../../proxy/kube-proxy.ts'
import type { Sysctls } from '../../proxy/node/conntrack-sysctls.ts'
import { type Machine, nodeContext } from '../../proxy/node/machine.ts'
import { ServiceHealthServer } from '../../proxy/node/service-health-server.ts'
import type { IpvsKernel } from './ipvs-kernel.ts'

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
}

export interface IpvsModeOptions {
  readonly engine: IptablesEngine
  readonly ipvs: IpvsKernel
  readonly kernelRelease: string
  /** What an earlier kube-proxy left in IPVS. */
  readonly leftBehind?: IpvsSnapshot | undefined
}

/** @throws UserError E_CONFIGURATION for a scheduler that the kernel does not have */
export function createIpvsMode(
  family: Family,
  configuration: ProxyConfiguration,
  machine: Machine,
  { engine, ipvs, kernelRelease, leftBehind }: IpvsModeOptions,
): IpvsMode {
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
  const proxy = new KubeProxy({
    family,
    nodeName: machine.nodeName,
    featureGates: configuration.featureGates,
    ...(configuration.toggles === undefined ? {} : { toggles: configuration.toggles }),
    proxier: {
      sync(request) {
        const result = proxier.sync(request)
        applyIpvs(engine, ipvs, result.transaction, request.nowMs)
        return result
      },
    },
    healthServer: new ServiceHealthServer(family, context.nodePortAddresses, machine.interfaces),
  })
  return { mode: 'ipvs', family, proxy, proxier, engine, ipvs, sysctls }
}

function applyIpvs(
  engine: IptablesEngine,
  ipvs: IpvsKernel,
  transaction: IpvsTransaction,
  nowMs: number,
): void {
  ipvs.apply(transaction, nowMs)
  for (const operation of transaction.ensure) engine.ensure(formatEnsureOperation(operation))
  if (transaction.restore !== '')
    engine.restore(transaction.restore, { noFlush: true, counters: true, file: 'kube-proxy' })
}
