import type { EndpointSlice } from '../../kubernetes/objects/endpoint-slice.ts'
import { serviceNameLabel } from '../../kubernetes/objects/endpoint-slice.ts'
import type { KubernetesObject } from '../../kubernetes/objects/kubernetes-object.ts'
import type { Service } from '../../kubernetes/objects/service.ts'
import { parseLooseAddress } from '../../kubernetes/validation/addresses.ts'
import type { Address } from '../../packet/address.ts'
import { type NameRequest, parseNameRequest } from './name-request.ts'

/** Somebody that a name stands for. */
export interface NamedHost {
  /** Undefined: `target` is another name. */
  readonly address: Address | undefined
  readonly target: string
  /** −1: it has no port. */
  readonly port: number
  /** The name of its own that an SRV record points to, below the cluster's domain. */
  readonly ownLabels: string
}

/** Those that every cluster has. */
const builtInNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease']

/** The port that stands where an object has none (CoreDNS object/service.go, object/endpoint.go). */
const noPort = { name: '', protocol: '', port: -1 }

/**
 * What the names of a cluster stand for, as CoreDNS's plugin "kubernetes" finds it (kubernetes.go, with
 * `pods insecure`). Namespaces are those that some object is in.
 */
export class ClusterNames {
  readonly #services = new Map<string, Service>()
  readonly #slices = new Map<string, EndpointSlice[]>()
  readonly #namespaces = new Set(builtInNamespaces)
  readonly #domain: string
  #reverse: Map<Address, string[]> | undefined

  constructor(objects: readonly KubernetesObject[], domain: string) {
    this.#domain = domain
    for (const object of objects) {
      const { name, namespace } = object.metadata
      if (namespace !== '') this.#namespaces.add(namespace)
      if (object.kind === 'Service') this.#services.set(`${name}.${namespace}`, object)
      if (object.kind === 'EndpointSlice') this.#addSlice(object)
    }
  }

  service(name: string, namespace: string): Service | undefined {
    return this.#services.get(`${name}.${namespace}`)
  }

  /** By the labels before the cluster's domain. Empty: the name exists and stands for nobody. Undefined: no such name. */
  find(labels: readonly string[]): readonly NamedHost[] | undefined {
    const request = parseNameRequest(labels)
    if (request === undefined) return undefined
    const { kind, namespace, service } = request
    if (kind === '') return []
    if (!this.#namespaces.has(namespace)) return undefined
    if (service === '') return []
    const hosts = kind === 'pod' ? podHosts(request) : this.#serviceHosts(request)
    return hosts.length === 0 ? undefined : hosts
  }

  /** Full names of who has the address; empty: nobody of the cluster. */
  namesOf(address: Address): readonly string[] {
    this.#reverse ??= this.#reverseIndex()
    return this.#reverse.get(address) ?? []
  }

  #addSlice(slice: EndpointSlice): void {
    const service = slice.metadata.labels[serviceNameLabel]
    if (service === undefined) return
    const key = `${service}.${slice.metadata.namespace}`
    const known = this.#slices.get(key)
    if (known === undefined) this.#slices.set(key, [slice])
    else known.push(slice)
  }

  #serviceHosts(request: NameRequest): readonly NamedHost[] {
    const service = this.service(request.service, request.namespace)
    if (service === undefined) return []
    const { spec, metadata } = service
    const ownLabels = `${metadata.name}.${metadata.namespace}.svc`
    if (spec.type === 'ExternalName')
      return externalHosts(spec.externalName ?? '', request, ownLabels)
    if (spec.clusterIP === 'None' || request.endpoint !== '')
      return this.#endpointHosts(request, ownLabels)
    const ports = spec.ports.length === 0 ? [noPort] : spec.ports
    return ports
      .filter((port) => isAskedFor(request, port))
      .flatMap(({ port }) => spec.clusterIPs.map((ip) => hostOf(ip, port, ownLabels)))
  }

  #endpointHosts(request: NameRequest, serviceLabels: string): readonly NamedHost[] {
    const slices = this.#slices.get(`${request.service}.${request.namespace}`) ?? []
    return slices.flatMap((slice) => {
      const ports = slice.ports.length === 0 ? [noPort] : slice.ports
      const asked = ports.filter((port) => isAskedFor(request, port))
      return readyAddresses(slice).flatMap(({ ip, label }) =>
        request.endpoint !== '' && label !== request.endpoint
          ? []
          : asked.map(({ port = -1 }) => hostOf(ip, port, `${label}.${serviceLabels}`)),
      )
    })
  }

  /** Cluster IPs stand for their Service; an endpoint has a name in every Service that it belongs to. */
  #reverseIndex(): Map<Address, string[]> {
    const index = new Map<Address, string[]>()
    for (const [key, slices] of this.#slices)
      for (const slice of slices)
        for (const { ip, label } of readyAddresses(slice)) {
          const name = `${label}.${key}.svc.${this.#domain}`
          const address = goAddress(ip)
          const known = address === undefined ? undefined : index.get(address)
          if (known !== undefined && !known.includes(name)) known.push(name)
          else if (address !== undefined && known === undefined) index.set(address, [name])
        }
    for (const [key, { spec }] of this.#services)
      for (const ip of spec.clusterIPs) {
        const address = goAddress(ip)
        if (address !== undefined) index.set(address, [`${key}.svc.${this.#domain}`])
      }
    return index
  }
}

/** Endpoints that nobody calls unready, with the label that names each. */
function readyAddresses(slice: EndpointSlice): readonly { ip: string; label: string }[] {
  return slice.endpoints.flatMap(({ addresses, conditions, hostname = '' }) =>
    conditions.ready === false
      ? []
      : addresses.map((ip) => ({ ip, label: (hostname || dashed(ip)).toLowerCase() })),
  )
}

/** 10.0.0.1 → `10-0-0-1`, fd00::1 → `fd00--1`; a label must not end in a dash. */
function dashed(ip: string): string {
  const text = ip.replaceAll(ip.includes('.') ? '.' : ':', '-')
  return text.endsWith('-') ? `${text}0` : text
}

function externalHosts(
  target: string,
  { endpoint, port, protocol }: NameRequest,
  ownLabels: string,
): readonly NamedHost[] {
  // Neither has an external Service endpoints or ports, nor is an address a name.
  if (endpoint !== '' || port !== '' || protocol !== '' || goAddress(target) !== undefined)
    return []
  return [{ address: undefined, target: withoutLastDot(target).toLowerCase(), port: 0, ownLabels }]
}

/** `pods insecure`: every address has its name, whether there is such a pod or not. */
function podHosts({ service: label, namespace }: NameRequest): readonly NamedHost[] {
  const isIpv4 = label.split('-').length === 4 && !label.includes('--')
  const ip = label.replaceAll('-', isIpv4 ? '.' : ':')
  const address = goAddress(ip)
  if (address === undefined) return []
  return [{ address, target: '', port: 0, ownLabels: `${label}.${namespace}.pod` }]
}

function hostOf(ip: string, port: number, ownLabels: string): NamedHost {
  const address = goAddress(ip)
  const target = address === undefined ? withoutLastDot(ip).toLowerCase() : ''
  return { address, target, port, ownLabels }
}

function isAskedFor(
  request: NameRequest,
  { name, protocol }: { readonly name: string; readonly protocol: string },
): boolean {
  return (
    (request.port === '' || request.port === name.toLowerCase()) &&
    (request.protocol === '' || request.protocol === protocol.toLowerCase())
  )
}

/** As Go's net.ParseIP: `::ffff:10.0.0.1` is an IPv4 address, and zeros may not lead. */
function goAddress(text: string): Address | undefined {
  const loose = parseLooseAddress(text)
  return loose === undefined || loose.leadingZeros ? undefined : loose.address
}

function withoutLastDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name
}
