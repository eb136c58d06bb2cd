import type { EndpointSlice } from '../../../src/kubernetes/objects/endpoint-slice.ts'
import type { Service } from '../../../src/kubernetes/objects/service.ts'
import type { Family } from '../../../src/packet/address.ts'
import {
  defaultProxyConfiguration,
  type ProxyConfiguration,
} from '../../../src/proxy/configuration.ts'
import { IpvsProxier, type IpvsSnapshot } from '../../../src/proxy/ipvs/ipvs-proxier.ts'
import { type IpvsSettings, ipvsStart } from '../../../src/proxy/ipvs/settings.ts'
import type { IpvsTransaction } from '../../../src/proxy/ipvs/transaction.ts'
import { KubeProxy } from '../../../src/proxy/kube-proxy.ts'
import { type Machine, nodeContext, plainInterfaces } from '../../../src/proxy/node/machine.ts'
import { ServiceHealthServer } from '../../../src/proxy/node/service-health-server.ts'
import { operationText } from '../../../src/simulation/recordings/kube-proxy/ipvs/operation-text.ts'

export interface NodeOptions {
  readonly family?: Family
  readonly configuration?: Partial<ProxyConfiguration>
  readonly machine?: Partial<Machine>
  readonly leftBehind?: IpvsSnapshot
}

const nodeIps: Readonly<Record<Family, string>> = { IPv4: '192.168.0.10', IPv6: '2001:db8::10' }

/** Settings of a node `node-1`, 192.168.0.10 or 2001:db8::10, changed as asked. */
export function ipvsSettings({
  family = 'IPv4',
  configuration = {},
  machine = {},
}: NodeOptions = {}): IpvsSettings {
  const whole: ProxyConfiguration = {
    ...defaultProxyConfiguration,
    mode: 'ipvs',
    clusterCidrs: ['10.0.0.0/16', 'fd00:10::/64'],
    ...configuration,
  }
  const all: Machine = {
    nodeName: 'node-1',
    nodeIps: [nodeIps[family]],
    podCidrs: [],
    interfaces: plainInterfaces([nodeIps[family]]),
    sysctls: {},
    cpuCount: 2,
    hasRandomFully: true,
    hasNfacct: true,
    ...machine,
  }
  return ipvsStart(nodeContext(family, whole, all), whole, all, '6.12').settings
}

/** A kube-proxy in IPVS mode; `connections` counts what IPVS holds, by `VIRTUAL/REAL`. */
export function ipvsNode(options: NodeOptions = {}) {
  const settings = ipvsSettings(options)
  const { family, nodeName } = settings
  const connections = new Map<string, number>()
  const { leftBehind } = options
  const proxier = new IpvsProxier({
    settings,
    countConnections: (virtual, real) => connections.get(`${virtual.text}/${real.text}`) ?? 0,
    ...(leftBehind === undefined ? {} : { leftBehind }),
  })
  const proxy = new KubeProxy<IpvsTransaction>({
    family,
    nodeName,
    featureGates: {},
    proxier,
    healthServer: new ServiceHealthServer(family, settings.nodePortAddresses, settings.interfaces),
  })
  return {
    proxier,
    proxy,
    connections,
    /** Applies objects, syncs, and tells what was done. */
    sync(...objects: readonly (Service | EndpointSlice)[]): IpvsTransaction {
      for (const object of objects) proxy.observe({ kind: 'applied', object })
      return proxy.sync(0).transaction
    },
    deleteService(name = 'web'): IpvsTransaction {
      proxy.observe({ kind: 'deleted', objectKind: 'Service', namespace: 'shop', name })
      return proxy.sync(0).transaction
    },
  }
}

export function operationsOf({ operations }: IpvsTransaction): string[] {
  return operations.map(operationText)
}

export function entriesOf(node: {
  readonly proxier: IpvsProxier
}): Record<string, readonly string[]> {
  return Object.fromEntries(
    node.proxier
      .snapshot()
      .sets.filter(({ entries }) => entries.length > 0)
      .map(({ definition, entries }) => [definition.key, entries]),
  )
}
