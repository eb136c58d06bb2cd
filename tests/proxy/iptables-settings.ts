import type { Family } from '../../src/packet/address.ts'
import {
  defaultProxyConfiguration,
  type ProxyConfiguration,
} from '../../src/proxy/configuration.ts'
import { type IptablesSettings, iptablesSettings } from '../../src/proxy/iptables/settings.ts'
import { type Machine, nodeContext, plainInterfaces } from '../../src/proxy/node/machine.ts'

const nodeIps = ['192.168.0.10', '2001:db8::10']

/** Of node-1 with the default configuration, changed as asked; pods are in 10.244.0.0/16. */
export function settings(
  changes: Partial<ProxyConfiguration> = {},
  machineChanges: Partial<Machine> = {},
  family: Family = 'IPv4',
): IptablesSettings {
  const configuration = {
    ...defaultProxyConfiguration,
    clusterCidrs: ['10.244.0.0/16', 'fd00:10:244::/48'],
    ...changes,
  }
  const machine = {
    nodeName: 'node-1',
    nodeIps,
    podCidrs: [],
    interfaces: plainInterfaces(nodeIps),
    sysctls: {},
    cpuCount: 2,
    hasRandomFully: true,
    hasNfacct: false,
    ...machineChanges,
  }
  const context = nodeContext(family, configuration, machine)
  return iptablesSettings(context, configuration, machine).settings
}
