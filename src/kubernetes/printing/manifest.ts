import type { KubernetesObject } from '../objects/kubernetes-object.ts'
import type { Metadata } from '../objects/metadata.ts'
import type { Node } from '../objects/node.ts'
import type { Container, Pod } from '../objects/pod.ts'
import type { Service } from '../objects/service.ts'
import { goYamlTags } from '../reading/yaml/go-yaml.ts'
import { yamlPackage } from '../reading/yaml/yaml-package.ts'

/** A plain value, as the API would send it. */
export type Manifest = Readonly<Record<string, unknown>>

/** The object in the API's own form: empty fields are left out, as Go's `omitempty` does. */
export function toManifest(object: KubernetesObject): Manifest {
  const { apiVersion, kind } = object
  const head = { apiVersion, kind, metadata: manifestOfMetadata(object.metadata) }
  switch (object.kind) {
    case 'Service':
      return { ...head, ...manifestOfService(object) }
    case 'EndpointSlice':
      return {
        ...head,
        addressType: object.addressType,
        endpoints: object.endpoints,
        ports: object.ports,
      }
    case 'Node':
      return { ...head, ...manifestOfNode(object) }
    case 'Pod':
      return { ...head, ...manifestOfPod(object) }
    default:
      return { ...head, spec: object.spec }
  }
}

/** A `List` of them, which kubectl takes with `apply -f`. */
export function toListManifest(objects: readonly KubernetesObject[]): Manifest {
  return {
    apiVersion: 'v1',
    items: objects.map(toManifest),
    kind: 'List',
    metadata: { resourceVersion: '' },
  }
}

/**
 * YAML that kubectl, and any reader of YAML 1.1, reads as it was meant: `yes`, `010` and the like are quoted, and so
 * are `1:30` and `.`, which go-yaml takes for texts but others for numbers.
 */
export function formatYaml(manifest: Manifest): string {
  return yamlPackage().stringify(manifest, {
    version: '1.1',
    compat: 'yaml-1.1',
    customTags: goYamlTags,
    lineWidth: 0,
    aliasDuplicateObjects: false,
    sortMapEntries: true,
  })
}

export function formatJson(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 4)}\n`
}

function manifestOfMetadata(metadata: Metadata): Manifest {
  const { namespace, labels, annotations, ...others } = metadata
  return {
    ...others,
    ...(namespace === '' ? {} : { namespace }),
    ...withoutEmpty({ labels, annotations }),
  }
}

function manifestOfService({ spec, status }: Service): Manifest {
  const { ingress } = status.loadBalancer
  return {
    spec: {
      ...withoutEmpty(spec),
      ...(spec.ports.length === 0 ? {} : { ports: spec.ports.map((port) => withoutEmpty(port)) }),
    },
    status: { loadBalancer: ingress.length === 0 ? {} : { ingress } },
  }
}

function manifestOfNode({ spec, status }: Node): Manifest {
  return { spec: withoutEmpty(spec), status: withoutEmpty(status) }
}

function manifestOfPod({ spec, status }: Pod): Manifest {
  const { containers, initContainers, hostNetwork, dnsConfig, ...others } = spec
  const sidecars = (initContainers ?? []).map((container) => ({
    ...manifestOfContainer(container),
    restartPolicy: 'Always',
  }))
  const first = status.podIPs[0]
  return {
    spec: {
      ...others,
      containers: containers.map(manifestOfContainer),
      ...(sidecars.length === 0 ? {} : { initContainers: sidecars }),
      ...(hostNetwork ? { hostNetwork } : {}),
      ...(dnsConfig === undefined ? {} : { dnsConfig: withoutEmpty(dnsConfig) }),
    },
    status: { ...withoutEmpty(status), ...(first === undefined ? {} : { podIP: first.ip }) },
  }
}

function manifestOfContainer(container: Container): Manifest {
  const { readinessProbe } = container
  return {
    ...withoutEmpty(container),
    ...(readinessProbe === undefined ? {} : { readinessProbe: withoutEmpty(readinessProbe) }),
  }
}

/** Without '', 0, and empty lists and maps. */
function withoutEmpty(fields: object): Manifest {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) =>
        value !== '' &&
        value !== 0 &&
        !(typeof value === 'object' && value !== null && Object.keys(value).length === 0),
    ),
  )
}
