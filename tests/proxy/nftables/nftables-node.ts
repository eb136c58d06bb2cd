import type { EndpointSlice } from '../../../src/kubernetes/objects/endpoint-slice.ts'
import type { Service } from '../../../src/kubernetes/objects/service.ts'
import type { Family } from '../../../src/packet/address.ts'
import {
  defaultProxyConfiguration,
  type ProxyConfiguration,
} from '../../../src/proxy/configuration.ts'
import { KubeProxy } from '../../../src/proxy/kube-proxy.ts'
import { NftablesProxier } from '../../../src/proxy/nftables/nftables-proxier.ts'
import { type NftablesSettings, nftablesSettings } from '../../../src/proxy/nftables/settings.ts'
import type {
  NftablesOperation,
  NftablesTransaction,
} from '../../../src/proxy/nftables/transaction.ts'
import { formatOperation, formatTransaction } from '../../../src/proxy/nftables/transaction-text.ts'
import { nodeContext, plainInterfaces } from '../../../src/proxy/node/machine.ts'
import { ServiceHealthServer } from '../../../src/proxy/node/service-health-server.ts'

export interface NodeOptions {
  readonly family?: Family
  readonly configuration?: Partial<ProxyConfiguration>
  /** What the kernel does with a transaction that it does not refuse. */
  readonly run?: (transaction: NftablesTransaction) => boolean
}

const nodeIps: Readonly<Record<Family, string>> = { IPv4: '192.168.0.10', IPv6: '2001:db8::10' }

/** Settings of a node `node-1`, 192.168.0.10 or 2001:db8::10, whose cluster is 10.0.0.0/16, changed as asked. */
export function nftSettings({
  family = 'IPv4',
  configuration = {},
}: NodeOptions = {}): NftablesSettings {
  const whole: ProxyConfiguration = {
    ...defaultProxyConfiguration,
    mode: 'nftables',
    clusterCidrs: ['10.0.0.0/16', 'fd00:10::/64'],
    ...configuration,
  }
  const machine = {
    nodeName: 'node-1',
    nodeIps: [nodeIps[family]],
    podCidrs: [],
    interfaces: plainInterfaces([nodeIps[family]]),
    sysctls: {},
    cpuCount: 2,
    hasRandomFully: true,
    hasNfacct: true,
  }
  return nftablesSettings(nodeContext(family, whole, machine), whole)
}

/** A kube-proxy in nftables mode on a kernel that refuses everything while `refuses` is set. */
export function nftablesNode(options: NodeOptions = {}) {
  const settings = nftSettings(options)
  const { family, nodeName, nodePortAddresses, interfaces } = settings
  const kernel = { refuses: false }
  const { run = () => true } = options
  const proxier = new NftablesProxier(
    settings,
    (transaction) => !kernel.refuses && run(transaction),
  )
  const proxy = new KubeProxy<readonly NftablesTransaction[]>({
    family,
    nodeName,
    featureGates: {},
    proxier,
    healthServer: new ServiceHealthServer(family, nodePortAddresses, interfaces),
  })
  let nowMs = 0
  const sync = () => proxy.sync(nowMs).transaction.map(linesOfTransaction)
  return {
    proxier,
    proxy,
    kernel,
    /** Applies objects, syncs, and gives the last transaction's lines, short (`linesOf`). */
    sync(...objects: readonly (Service | EndpointSlice)[]): string[] {
      for (const object of objects) proxy.observe({ kind: 'applied', object })
      return sync().at(-1) ?? []
    },
    /** All transactions of a sync without a change. */
    syncAfter(elapsedMs: number): string[][] {
      nowMs += elapsedMs
      return sync()
    },
    deleteService(name = 'web'): string[] {
      proxy.observe({ kind: 'deleted', objectKind: 'Service', namespace: 'shop', name })
      return sync().at(-1) ?? []
    },
  }
}

/** Lines without the table's name: `add chain services`. */
export function linesOf(operations: readonly NftablesOperation[], family = 'ip'): string[] {
  return operations.map((operation) => short(formatOperation(operation, `${family} kube-proxy`)))
}

function linesOfTransaction(transaction: NftablesTransaction): string[] {
  return formatTransaction(transaction).split('\n').slice(0, -1).map(short)
}

function short(line: string): string {
  return line.replace(/ ip6? kube-proxy/, '').replace(/\n$/, '')
}
