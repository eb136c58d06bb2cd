import type { Position } from '../../base/user-error.ts'
import type { InputPod } from '../objects/input-object.ts'
import type {
  Container,
  ContainerPort,
  DnsPolicy,
  Pod,
  PodCondition,
  PodDnsConfig,
} from '../objects/pod.ts'
import type { ServiceProtocol } from '../objects/service.ts'
import type { PodTemplateSpec } from '../objects/workload.ts'
import type { RawObject } from '../reading/raw-object.ts'
import { decodeMetadata } from './metadata.ts'
import { defined } from './optional.ts'
import { decodeLifecycle, decodeProbe } from './probe.ts'

export function decodePod(raw: RawObject, at?: Position): InputPod {
  const { nodeSelector, tolerations, ...spec } = withHostPorts(
    decodePodSpec(raw.object('spec', 'PodSpec')),
  )
  const status = raw.object('status', 'PodStatus')
  const hasStatus = status?.string('phase') !== undefined || status?.string('podIP') !== undefined
  return defined({
    apiVersion: 'v1',
    kind: 'Pod' as const,
    metadata: decodeMetadata(raw, true),
    spec,
    nodeSelector,
    tolerations,
    hasStatus,
    status: decodeStatus(status),
    at,
  })
}

/** Of a Pod, or of the template of a workload. */
export function decodePodSpec(spec: RawObject | undefined): PodTemplateSpec {
  const sidecars = (spec?.objects('initContainers', 'Container') ?? []).filter(
    (container) => container.string('restartPolicy') === 'Always',
  )
  return defined({
    nodeName: spec?.string('nodeName') || undefined,
    nodeSelector: spec?.stringMap('nodeSelector') ?? {},
    tolerations: (spec?.objects('tolerations', 'Toleration') ?? []).map((toleration) =>
      defined({
        key: toleration.string('key') ?? '',
        operator: toleration.string('operator') || 'Equal',
        value: toleration.string('value') ?? '',
        effect: toleration.string('effect') ?? '',
        tolerationSeconds: toleration.integer('tolerationSeconds'),
      }),
    ),
    hostNetwork: spec?.boolean('hostNetwork') ?? false,
    hostname: spec?.string('hostname') || undefined,
    subdomain: spec?.string('subdomain') || undefined,
    dnsPolicy: (spec?.string('dnsPolicy') || undefined) as DnsPolicy | undefined,
    dnsConfig: decodeDnsConfig(spec?.object('dnsConfig', 'PodDNSConfig')),
    enableServiceLinks: spec?.boolean('enableServiceLinks'),
    containers: (spec?.objects('containers', 'Container') ?? []).map(decodeContainer),
    initContainers: sidecars.length === 0 ? undefined : sidecars.map(decodeContainer),
    terminationGracePeriodSeconds: spec?.integer('terminationGracePeriodSeconds'),
  })
}

function decodeDnsConfig(raw: RawObject | undefined): PodDnsConfig | undefined {
  if (raw === undefined) return undefined
  return {
    nameservers: raw.strings('nameservers'),
    searches: raw.strings('searches'),
    options: raw
      .objects('options', 'PodDNSConfigOption')
      .map((option) =>
        defined({ name: option.string('name') ?? '', value: option.string('value') }),
      ),
  }
}

function decodeContainer(raw: RawObject): Container {
  return defined({
    name: raw.string('name') ?? '',
    image: raw.string('image'),
    readinessProbe: decodeProbe(raw.object('readinessProbe', 'Probe')),
    lifecycle: decodeLifecycle(raw.object('lifecycle', 'Lifecycle')),
    ports: raw.objects('ports', 'ContainerPort').map((port) =>
      defined({
        name: port.string('name') || undefined,
        containerPort: port.integer('containerPort') ?? 0,
        hostPort: port.integer('hostPort') || undefined,
        hostIP: port.string('hostIP') || undefined,
        protocol: (port.string('protocol') || 'TCP') as ServiceProtocol,
      }),
    ),
  })
}

/** With hostNetwork the host's port is the container's (SetDefaults_Pod; templates keep what they say). */
function withHostPorts(spec: PodTemplateSpec): PodTemplateSpec {
  if (!spec.hostNetwork) return spec
  const withPort = (port: ContainerPort): ContainerPort =>
    port.hostPort !== undefined || port.containerPort === 0
      ? port
      : { ...port, hostPort: port.containerPort }
  const containers = spec.containers.map((container) => ({
    ...container,
    ports: container.ports.map(withPort),
  }))
  return { ...spec, containers }
}

function decodeStatus(status: RawObject | undefined): Pod['status'] {
  const ips = (status?.objects('podIPs', 'PodIP') ?? []).map((item) => ({
    ip: item.string('ip') ?? '',
  }))
  const single = status?.string('podIP')
  const conditions = status?.objects('conditions', 'PodCondition') ?? []
  return {
    phase: (status?.string('phase') || 'Pending') as Pod['status']['phase'],
    podIPs: ips.length === 0 && single ? [{ ip: single }] : ips,
    conditions: conditions.map((condition) => ({
      type: condition.string('type') ?? '',
      status: (condition.string('status') ?? 'Unknown') as PodCondition['status'],
    })),
  }
}
