import type { Family } from '../../packet/address.ts'
import type { ProxyConfiguration } from '../configuration.ts'
import type { ParsedAddress } from '../sloppy-address.ts'
import { conntrackSysctls, type Sysctls } from './conntrack-sysctls.ts'
import { type LocalTrafficDetector, localTrafficDetector } from './local-traffic-detector.ts'
import { detectNodeAddresses, type NetworkInterfaces } from './node-addresses.ts'
import { type NodePortAddresses, nodePortAddresses } from './node-port-addresses.ts'

/** The machine that kube-proxy runs on, as far as it looks at it. */
export interface Machine {
  readonly nodeName: string
  /** Of the Node's status, in its order. */
  readonly nodeIps: readonly string[]
  readonly podCidrs: readonly string[]
  readonly interfaces: NetworkInterfaces
  /** Before kube-proxy starts. */
  readonly sysctls: Sysctls
  readonly cpuCount: number
  /** Its iptables knows MASQUERADE --random-fully. */
  readonly hasRandomFully: boolean
  /** Its kernel counts with nfacct. */
  readonly hasNfacct: boolean
}

/** What every proxier derives from its machine and configuration, for one family. */
export interface NodeContext {
  readonly family: Family
  readonly nodeName: string
  readonly nodeAddress: ParsedAddress
  readonly detector: LocalTrafficDetector
  readonly nodePortAddresses: NodePortAddresses
  readonly interfaces: NetworkInterfaces
  /** After kube-proxy's start, before its proxier's. */
  readonly sysctls: Sysctls
}

export function nodeContext(
  family: Family,
  configuration: ProxyConfiguration,
  machine: Machine,
): NodeContext {
  const { addresses } = detectNodeAddresses(machine.nodeIps, configuration.bindAddress)
  return {
    family,
    nodeName: machine.nodeName,
    nodeAddress: addresses[family],
    detector: localTrafficDetector(family, configuration, machine.podCidrs),
    nodePortAddresses: nodePortAddresses(family, configuration.nodePortAddresses, addresses),
    interfaces: machine.interfaces,
    sysctls: {
      ...machine.sysctls,
      ...conntrackSysctls(configuration.conntrack, machine.cpuCount),
    },
  }
}

/** Loopback, and one eth0 with the node's addresses: for nodes of which no more is known. */
export function plainInterfaces(nodeIps: readonly string[]): NetworkInterfaces {
  const eth0 = nodeIps.map((ip) => (ip.includes(':') ? `${ip}/64` : `${ip}/24`))
  const loopback = ['127.0.0.1/8', '::1/128']
  return eth0.length === 0 ? { lo: loopback } : { lo: loopback, eth0 }
}
