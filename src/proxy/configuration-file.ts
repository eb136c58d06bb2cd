import type { Position } from '../base/user-error.ts'
import type { Origin } from '../kubernetes/reading/origin.ts'
import type { PathStep, SourceText } from '../kubernetes/reading/source-text.ts'
import { isLooseCidr, looseFamily } from '../kubernetes/validation/addresses.ts'
import { FieldErrors } from '../kubernetes/validation/field-errors.ts'
import { type ProxyConfiguration, type ProxyMode, proxyModes } from './configuration.ts'
import { findConfiguration, refusal } from './configuration-document.ts'
import { fieldsWithoutEffect } from './configuration-fields.ts'
import { ConfigurationValues } from './configuration-values.ts'
import { formatGoDuration } from './go-duration.ts'

export interface ReadConfiguration {
  readonly configuration: ProxyConfiguration
  /** The name of the Node that this kube-proxy runs on, where the file says it. */
  readonly hostnameOverride?: string
  /** Fields that the file sets and that change nothing here. */
  readonly ignored: readonly IgnoredField[]
}

export interface IgnoredField {
  readonly field: string
  readonly at: Position
}

/**
 * A KubeProxyConfiguration, with kube-proxy's own defaults and validation
 * (pkg/proxy/apis/config/v1alpha1/defaults.go and conversion.go, validation/validation.go, cmd/kube-proxy/app
 * platformApplyDefaults; v1.36). kube-proxy only warns of unknown fields; here they are refused.
 * @throws UserError E_CONFIGURATION, E_YAML, E_LIMIT
 */
export function readConfiguration(source: SourceText): ReadConfiguration {
  const { value, origin } = findConfiguration(source)
  const values = new ConfigurationValues(value, origin)
  const configuration = withDefaults(values)
  validate(configuration, values, origin)
  const hostnameOverride = values.string('hostnameOverride')
  const ignored = [...fieldsWithoutEffect]
    .filter((field) => values.isSet(field))
    .map((field) => ({ field, at: origin.locate([field]) }))
  return {
    configuration,
    ...(hostnameOverride === undefined ? {} : { hostnameOverride }),
    ignored,
  }
}

function withDefaults(values: ConfigurationValues): ProxyConfiguration {
  const mode = (values.string('mode') ?? 'iptables') as ProxyMode
  const nodePortAddresses = values.strings('nodePortAddresses')
  // The IPVS proxier takes the bit and masqueradeAll of `iptables` (server_linux.go createProxier).
  const rules = mode === 'nftables' ? 'nftables' : 'iptables'
  const section = sectionOf(mode)
  return {
    mode,
    bindAddress: values.string('bindAddress') ?? '0.0.0.0',
    clusterCidrs: values.string('clusterCIDR')?.split(',') ?? [],
    detectLocalMode: (values.string('detectLocalMode') ??
      'ClusterCIDR') as ProxyConfiguration['detectLocalMode'],
    bridgeInterface: values.string('detectLocal', 'bridgeInterface') ?? '',
    interfaceNamePrefix: values.string('detectLocal', 'interfaceNamePrefix') ?? '',
    nodePortAddresses:
      mode === 'nftables' && nodePortAddresses.length === 0 ? ['primary'] : nodePortAddresses,
    masqueradeAll: values.boolean(rules, 'masqueradeAll') ?? false,
    masqueradeBit: values.number(rules, 'masqueradeBit') ?? 14,
    localhostNodePorts: values.boolean('iptables', 'localhostNodePorts') ?? true,
    syncPeriodMs: values.duration(section, 'syncPeriod') || 30_000,
    // IPVS alone has no default for it.
    minSyncPeriodMs: values.duration(section, 'minSyncPeriod') || (mode === 'ipvs' ? 0 : 1_000),
    ipvs: {
      scheduler: values.string('ipvs', 'scheduler') ?? '',
      excludeCidrs: values.strings('ipvs', 'excludeCIDRs'),
      strictArp: values.boolean('ipvs', 'strictARP') ?? false,
      tcpTimeoutMs: values.duration('ipvs', 'tcpTimeout') ?? 0,
      tcpFinTimeoutMs: values.duration('ipvs', 'tcpFinTimeout') ?? 0,
      udpTimeoutMs: values.duration('ipvs', 'udpTimeout') ?? 0,
    },
    conntrack: {
      tcpBeLiberal: values.boolean('conntrack', 'tcpBeLiberal') ?? false,
      maxPerCore: values.number('conntrack', 'maxPerCore') ?? 32_768,
      min: values.number('conntrack', 'min') ?? 131_072,
      tcpEstablishedTimeoutMs: values.duration('conntrack', 'tcpEstablishedTimeout') ?? 86_400_000,
      tcpCloseWaitTimeoutMs: values.duration('conntrack', 'tcpCloseWaitTimeout') ?? 3_600_000,
      udpTimeoutMs: values.duration('conntrack', 'udpTimeout') ?? 0,
      udpStreamTimeoutMs: values.duration('conntrack', 'udpStreamTimeout') ?? 0,
    },
    featureGates: values.gates(),
  }
}

/** Where the file has a mode's periods; a mode that there is not is read as iptables, until it is refused. */
function sectionOf(mode: ProxyMode): ProxyMode {
  return proxyModes.includes(mode) ? mode : 'iptables'
}

/** Collects what kube-proxy would say, in its order, with the place of the first. */
class Complaints {
  readonly #errors = new FieldErrors()
  readonly #origin: Origin
  #first: Position | undefined

  constructor(origin: Origin) {
    this.#origin = origin
  }

  /** `name`: kube-proxy's internal name of the field, which differs from the file's. */
  add(name: string, value: unknown, detail: string, file: readonly PathStep[]): void {
    this.#first ??= this.#origin.locate(file)
    this.#errors.invalid(['KubeProxyConfiguration', ...name.split('.')], value, detail)
  }

  unsupported(field: 'DetectLocalMode', value: string, supported: readonly string[]): void {
    this.#first ??= this.#origin.locate(['detectLocalMode'])
    this.#errors.unsupported(['KubeProxyConfiguration', field], value, supported)
  }

  notNegative(name: string, value: number, isDuration: boolean, file: readonly PathStep[]): void {
    const shown = isDuration ? formatGoDuration(value) : value
    if (value < 0) this.add(name, shown, 'must be greater than or equal to 0', file)
  }

  raise(): void {
    const texts = this.#errors.list.map(({ text }) => text)
    if (this.#first === undefined) return
    throw refusal(texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`, this.#first)
  }
}

function validate(
  configuration: ProxyConfiguration,
  values: ConfigurationValues,
  origin: Origin,
): void {
  const complaints = new Complaints(origin)
  const bits = configuration.mode === 'nftables' ? ['iptables', 'nftables'] : ['iptables']
  for (const section of bits) {
    const bit = values.number(section, 'masqueradeBit') ?? 14
    const name = section === 'iptables' ? 'IPTables' : 'NFTables'
    if (bit < 0 || bit > 31)
      complaints.add(
        `KubeProxy${name}Configuration.MasqueradeBit`,
        bit,
        'must be within the range [0, 31]',
        [section, 'masqueradeBit'],
      )
  }
  if (configuration.mode === 'ipvs') checkIpvs(complaints, configuration)
  checkConntrack(complaints, configuration)
  checkMode(complaints, configuration)
  checkPeriods(complaints, configuration)
  checkAddresses(complaints, configuration)
  checkLocalDetection(complaints, configuration)
  complaints.raise()
}

function checkIpvs(complaints: Complaints, { ipvs }: ProxyConfiguration): void {
  const prefix = 'KubeProxyIPVSConfiguration'
  complaints.notNegative(`${prefix}.TCPTimeout`, ipvs.tcpTimeoutMs, true, ['ipvs', 'tcpTimeout'])
  complaints.notNegative(`${prefix}.TCPFinTimeout`, ipvs.tcpFinTimeoutMs, true, [
    'ipvs',
    'tcpFinTimeout',
  ])
  complaints.notNegative(`${prefix}.UDPTimeout`, ipvs.udpTimeoutMs, true, ['ipvs', 'udpTimeout'])
  for (const [index, cidr] of ipvs.excludeCidrs.entries())
    if (!isLooseCidr(cidr))
      complaints.add(`${prefix}.ExcludeCidrs[${index}]`, cidr, 'must be a valid CIDR', [
        'ipvs',
        'excludeCIDRs',
        index,
      ])
}

function checkConntrack(complaints: Complaints, { conntrack }: ProxyConfiguration): void {
  const fields: readonly [string, string, number, boolean][] = [
    ['MaxPerCore', 'maxPerCore', conntrack.maxPerCore, false],
    ['Min', 'min', conntrack.min, false],
    ['TCPEstablishedTimeout', 'tcpEstablishedTimeout', conntrack.tcpEstablishedTimeoutMs, true],
    ['TCPCloseWaitTimeout', 'tcpCloseWaitTimeout', conntrack.tcpCloseWaitTimeoutMs, true],
    ['UDPTimeout', 'udpTimeout', conntrack.udpTimeoutMs, true],
    ['UDPStreamTimeout', 'udpStreamTimeout', conntrack.udpStreamTimeoutMs, true],
  ]
  const prefix = 'KubeProxyLinuxConfiguration.KubeProxyConntrackConfiguration'
  for (const [name, field, value, isDuration] of fields)
    complaints.notNegative(`${prefix}.${name}`, value, isDuration, ['conntrack', field])
}

function checkMode(complaints: Complaints, { mode }: ProxyConfiguration): void {
  if (!proxyModes.includes(mode))
    complaints.add(
      'Mode.ProxyMode',
      mode,
      'must be iptables, ipvs, nftables or blank (blank means the best-available proxy [currently iptables])',
      ['mode'],
    )
}

function checkPeriods(complaints: Complaints, configuration: ProxyConfiguration): void {
  const { syncPeriodMs, minSyncPeriodMs } = configuration
  const mode = sectionOf(configuration.mode)
  if (syncPeriodMs <= 0)
    complaints.add('SyncPeriod', formatGoDuration(syncPeriodMs), 'must be greater than 0', [
      mode,
      'syncPeriod',
    ])
  complaints.notNegative('MinSyncPeriod', minSyncPeriodMs, true, [mode, 'minSyncPeriod'])
  if (minSyncPeriodMs > syncPeriodMs)
    complaints.add(
      'SyncPeriod',
      formatGoDuration(minSyncPeriodMs),
      'must be greater than or equal to KubeProxyConfiguration.MinSyncPeriod',
      [mode, 'minSyncPeriod'],
    )
}

function checkAddresses(complaints: Complaints, configuration: ProxyConfiguration): void {
  const { bindAddress, nodePortAddresses } = configuration
  if (looseFamily(bindAddress) === undefined)
    complaints.add(
      'BindAddress',
      bindAddress,
      'not a valid textual representation of an IP address',
      ['bindAddress'],
    )
  for (const [index, address] of nodePortAddresses.entries()) {
    const file = ['nodePortAddresses', index]
    const name = `NodePortAddresses[${index}]`
    if (address === 'primary') {
      if (nodePortAddresses.length !== 1)
        complaints.add(name, address, "can't use both 'primary' and CIDRs", file)
      break
    }
    if (!isLooseCidr(address)) complaints.add(name, address, 'must be a valid CIDR', file)
  }
}

const localModes = ['ClusterCIDR', 'NodeCIDR', 'BridgeInterface', 'InterfaceNamePrefix']

function checkLocalDetection(complaints: Complaints, configuration: ProxyConfiguration): void {
  const { detectLocalMode: mode, bridgeInterface, interfaceNamePrefix } = configuration
  const prefix = 'DetectLocalConfiguration'
  if (!localModes.includes(mode))
    complaints.unsupported('DetectLocalMode', mode, [...localModes, ''])
  if (mode === 'BridgeInterface' && bridgeInterface === '')
    complaints.add(`${prefix}.InterfaceName`, '', 'must not be empty', ['detectLocal'])
  if (mode === 'InterfaceNamePrefix' && interfaceNamePrefix === '')
    complaints.add(`${prefix}.InterfacePrefix`, '', 'must not be empty', ['detectLocal'])
  if (mode === 'ClusterCIDR') checkClusterCidrs(complaints, configuration.clusterCidrs)
}

function checkClusterCidrs(complaints: Complaints, cidrs: readonly string[]): void {
  const name = 'DetectLocalConfiguration.ClusterCIDRs'
  const pair =
    'must be a either a single CIDR or dual-stack pair of CIDRs (e.g. [10.100.0.0/16, fde4:8dba:82e1::/48]'
  if (cidrs.length > 2) {
    complaints.add(name, cidrs, pair, ['clusterCIDR'])
    return
  }
  for (const [index, cidr] of cidrs.entries())
    if (!isLooseCidr(cidr))
      complaints.add(
        `${name}[${index}]`,
        cidr,
        'must be a valid CIDR block (e.g. 10.100.0.0/16 or fde4:8dba:82e1::/48)',
        ['clusterCIDR'],
      )
  const families = cidrs.map((cidr) => looseFamily(cidr.split('/')[0] ?? ''))
  if (cidrs.length === 2 && cidrs.every(isLooseCidr) && families[0] === families[1])
    complaints.add(name, cidrs, pair, ['clusterCIDR'])
}
