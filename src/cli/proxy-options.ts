import { readSourceFiles } from '../kubernetes/reading/source-files.ts'
import type { Family } from '../packet/address.ts'
import type { ProxyConfiguration, ProxyMode } from '../proxy/configuration.ts'
import { readConfiguration } from '../proxy/configuration-file.ts'
import type { CommandIo } from './command-io.ts'

/** The flags that say how kube-proxy runs. They win over `--config`. */
export interface ProxyArguments {
  readonly mode?: ProxyMode
  /** A KubeProxyConfiguration, bare or in kubeadm's ConfigMap. */
  readonly config?: string
  readonly clusterCidr?: string
  readonly masqueradeAll?: boolean
  readonly nodeportAddresses?: string
  readonly ipv4?: boolean
  readonly ipv6?: boolean
}

export interface ProxyOptions {
  readonly configuration: ProxyConfiguration
  /** `hostnameOverride` of the file. */
  readonly nodeName: string | undefined
  /** Undefined: all that the node has. */
  readonly families: readonly Family[] | undefined
}

/** kube-proxy's configuration from a file, its defaults, and flags; says which fields change nothing here.
 * @throws UserError E_CONFIGURATION */
export function readProxyOptions(options: ProxyArguments, io: CommandIo): ProxyOptions {
  const [source] =
    options.config === undefined ? [flagsAsFile(options)] : readSourceFiles([options.config])
  const { configuration, hostnameOverride, ignored } = readConfiguration(
    source ?? flagsAsFile(options),
  )
  for (const { field, at } of ignored)
    io.err(`${at.file}:${at.line ?? 1}: ${field} changes nothing here\n`)
  return {
    configuration: {
      ...configuration,
      ...(options.mode === undefined ? {} : { mode: options.mode }),
      ...(options.config === undefined ? {} : overrides(options)),
    },
    nodeName: hostnameOverride,
    families: familiesOf(options),
  }
}

/** Flags go through the same defaults and the same validation as a file's fields. */
function flagsAsFile(options: ProxyArguments): { file: string; text: string } {
  const { mode = 'iptables', clusterCidr, masqueradeAll, nodeportAddresses } = options
  const rules = mode === 'nftables' ? 'nftables' : 'iptables'
  return {
    file: 'command line',
    text: JSON.stringify({
      apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
      kind: 'KubeProxyConfiguration',
      mode,
      ...(clusterCidr === undefined ? {} : { clusterCIDR: clusterCidr }),
      ...(masqueradeAll === undefined ? {} : { [rules]: { masqueradeAll } }),
      ...(nodeportAddresses === undefined
        ? {}
        : { nodePortAddresses: nodeportAddresses.split(',') }),
    }),
  }
}

function overrides(options: ProxyArguments): Partial<ProxyConfiguration> {
  const given = readConfiguration(flagsAsFile(options)).configuration
  return {
    ...(options.clusterCidr === undefined ? {} : { clusterCidrs: given.clusterCidrs }),
    ...(options.masqueradeAll === undefined ? {} : { masqueradeAll: given.masqueradeAll }),
    ...(options.nodeportAddresses === undefined
      ? {}
      : { nodePortAddresses: given.nodePortAddresses }),
  }
}

function familiesOf({ ipv4, ipv6 }: ProxyArguments): readonly Family[] | undefined {
  if (ipv4 === true && ipv6 !== true) return ['IPv4']
  if (ipv6 === true && ipv4 !== true) return ['IPv6']
  return undefined
}
