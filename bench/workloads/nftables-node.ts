import assert from 'node:assert/strict'
import { createSeededChance } from '../../src/base/seeded-chance.ts'
import type { HookContext, NatRange } from '../../src/kernel/netfilter/hook.ts'
import { createVisits } from '../../src/kernel/netfilter/visits.ts'
import { NftablesEngine } from '../../src/kernel/nftables/engine/nftables-engine.ts'
import { defaultProxyConfiguration } from '../../src/proxy/configuration.ts'
import { KubeProxy } from '../../src/proxy/kube-proxy.ts'
import { NftablesProxier } from '../../src/proxy/nftables/nftables-proxier.ts'
import { nftablesSettings } from '../../src/proxy/nftables/settings.ts'
import type { NftablesTransaction } from '../../src/proxy/nftables/transaction.ts'
import { formatTransaction } from '../../src/proxy/nftables/transaction-text.ts'
import { nodeContext, plainInterfaces } from '../../src/proxy/node/machine.ts'
import { ServiceHealthServer } from '../../src/proxy/node/service-health-server.ts'
import { benchService, benchSlice } from './proxy-cluster.ts'

/** The text of kube-proxy's first transaction for so many Services of `endpoints` endpoints each. */
export function firstTransaction(services: number, endpoints: number): string {
  const nodeIps = ['192.168.0.10']
  const machine = {
    nodeName: 'node-1',
    nodeIps,
    podCidrs: [],
    interfaces: plainInterfaces(nodeIps),
    sysctls: {},
    cpuCount: 2,
    hasRandomFully: true,
    hasNfacct: true,
  }
  const configuration = { ...defaultProxyConfiguration, clusterCidrs: ['11.0.0.0/8'] }
  const context = nodeContext('IPv4', configuration, machine)
  const proxy = new KubeProxy<readonly NftablesTransaction[]>({
    family: 'IPv4',
    nodeName: machine.nodeName,
    featureGates: {},
    proxier: new NftablesProxier(nftablesSettings(context, configuration)),
    healthServer: new ServiceHealthServer('IPv4', context.nodePortAddresses, machine.interfaces),
  })
  for (let index = 0; index < services; index += 1)
    proxy.observe({ kind: 'applied', object: benchService(index) })
  for (let index = 0; index < services; index += 1)
    proxy.observe({ kind: 'applied', object: benchSlice(index, endpoints) })
  return proxy.sync(0).transaction.map(formatTransaction).join('')
}

/** An engine that has taken this text, with what it says of itself checked against the text. */
export function loaded(text: string, services: number): NftablesEngine {
  const engine = new NftablesEngine()
  engine.apply(text, { file: 'kube-proxy' })
  const table = engine.ruleset.table('ip', 'kube-proxy')
  assert.equal(table?.sets.get('service-ips')?.size, services)
  assert.equal(table?.sets.get('cluster-ips')?.size, services)
  const chains = [...(table?.chains.keys() ?? [])].filter((name) => name.startsWith('service-'))
  // One of them is service-endpoints-check.
  assert.equal(chains.length, services + 1)
  return engine
}

/** What NAT was asked for. */
export interface Bindings {
  destination: NatRange | undefined
  source: NatRange | undefined
}

/** A context whose NAT only remembers what it was asked for. */
export function contextFor(bindings: Bindings, seed: number): HookContext {
  return {
    nowMs: 0,
    chance: createSeededChance(seed),
    journal: undefined,
    trace: undefined,
    visits: createVisits(),
    host: {
      addressType: () => 'UNICAST',
      interfaceAddress: () => undefined,
      sysctl: () => undefined,
    },
    connections: {
      mark: () => 0,
      setMark: () => undefined,
      status: () => 0,
      tuple: () => undefined,
      expiresInMs: () => undefined,
      alterReply: () => false,
    },
    nat: {
      bind: (_buffer, manipulation, range) => {
        bindings[manipulation] = range
        return true
      },
    },
  }
}
