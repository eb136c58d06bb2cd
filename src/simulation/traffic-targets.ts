import { UserError } from '../base/user-error.ts'
import type { KubernetesObject } from '../kubernetes/objects/kubernetes-object.ts'
import type { Node } from '../kubernetes/objects/node.ts'
import type { Pod } from '../kubernetes/objects/pod.ts'
import type { Service, ServicePort } from '../kubernetes/objects/service.ts'
import {
  type Address,
  type Family,
  familyOf,
  parseAddress,
  tryParseAddress,
} from '../packet/address.ts'
import { addressesOf } from './node/node-network.ts'

/** What names mean: the objects of a cluster, and the namespace of names that have none. */
export interface NameScope {
  readonly objects: readonly KubernetesObject[]
  readonly namespace: string
  /** Of objects with an address of each family; undefined: the object's first. */
  readonly family: Family | undefined
}

/** Who sends. `client`: an address that is no pod's and no node's. */
export interface TrafficSource {
  readonly from: 'pod' | 'node' | 'client'
  readonly address: Address
  /** The node that it runs on, or is; undefined for a client outside. */
  readonly nodeName: string | undefined
}

/** Where to. `port` undefined: none was named, and none could be meant (ping). */
export interface TrafficTarget {
  readonly address: Address
  readonly port: number | undefined
  /** The port's own protocol, where a Service was named. */
  readonly protocol: 'tcp' | 'udp' | 'sctp' | undefined
  /** The node that has the address, or runs the named pod: a packet from outside comes in there. */
  readonly nodeName: string | undefined
  /** What there is to choose from, where a Service was named without one of its ports. */
  readonly ports?: readonly string[]
}

/** An address for a client that only `client` was said of (RFC 5737, TEST-NET-3). */
const someClient: Readonly<Record<Family, string>> = {
  IPv4: '203.0.113.10',
  IPv6: '2001:db8:ffff::10',
}

/** Reads `pod/NAME`, `pod/NAMESPACE/NAME`, `node/NAME`, `client`, or an address.
 * @throws UserError E_USAGE, E_UNKNOWN_OBJECT, E_UNKNOWN_NODE */
export function resolveSource(text: string, scope: NameScope): TrafficSource {
  const [kind, ...rest] = text.split('/')
  if (kind === 'pod') return sourceOfPod(findPod(rest, text, scope), scope)
  if (kind === 'node') return sourceOfNode(findNode(rest.join('/'), scope), scope)
  const address = tryParseAddress(text === 'client' ? someClient[scope.family ?? 'IPv4'] : text)
  if (address === undefined)
    throw new UserError(
      'E_USAGE',
      `--from "${text}": expected pod/NAME, pod/NAMESPACE/NAME, node/NAME, client, or an address`,
    )
  return sourceOfAddress(address, scope)
}

/**
 * Reads `svc/NAME:PORT`, `svc/NAMESPACE/NAME:PORT` (the port's number or name; it may be left out where the
 * Service has one port), `pod/NAME:PORT`, `node/NAME:PORT` and `ADDRESS:PORT`.
 * @throws UserError E_USAGE, E_UNKNOWN_OBJECT, E_UNKNOWN_NODE
 */
export function resolveTarget(text: string, scope: NameScope): TrafficTarget {
  const [kind, ...rest] = text.split('/')
  if (kind === 'svc' || kind === 'service') return targetOfService(rest, text, scope)
  if (kind === 'pod' || kind === 'node') {
    const { path, port } = splitPort(rest, text)
    const { address, nodeName } = resolveSource([kind, ...path].join('/'), scope)
    return {
      address,
      port: port === undefined ? undefined : portNumber(port, text),
      protocol: undefined,
      nodeName,
    }
  }
  return targetOfAddress(text, scope)
}

/** The node through whose rules a packet goes first: the sender's; from outside, the one that it is sent to. */
export function firstNodeOf(
  { nodeName }: TrafficSource,
  target: TrafficTarget,
): string | undefined {
  return nodeName ?? target.nodeName
}

/** The sender as another node sees it: to that one, pods and processes elsewhere come in by the uplink. */
export function seenFrom(source: TrafficSource, nodeName: string): TrafficSource {
  const isElsewhere = source.nodeName !== undefined && source.nodeName !== nodeName
  return isElsewhere ? { ...source, from: 'client' } : source
}

function sourceOfPod(pod: Pod, scope: NameScope): TrafficSource {
  const addresses = pod.status.podIPs.map(({ ip }) => parseAddress(ip))
  const name = `${pod.metadata.namespace}/${pod.metadata.name}`
  const address = pick(addresses, scope.family, `pod ${name}`)
  // A pod on the host's network sends as the node does.
  return { from: pod.spec.hostNetwork ? 'node' : 'pod', address, nodeName: pod.spec.nodeName }
}

function sourceOfNode(node: Node, scope: NameScope): TrafficSource {
  const address = pick(addressesOf(node), scope.family, `node ${node.metadata.name}`)
  return { from: 'node', address, nodeName: node.metadata.name }
}

function sourceOfAddress(address: Address, scope: NameScope): TrafficSource {
  for (const object of scope.objects) {
    if (
      object.kind === 'Pod' &&
      object.status.podIPs.some(({ ip }) => tryParseAddress(ip) === address)
    )
      return { ...sourceOfPod(object, { ...scope, family: familyOf(address) }), address }
    if (object.kind === 'Node' && addressesOf(object).includes(address))
      return { from: 'node', address, nodeName: object.metadata.name }
  }
  return { from: 'client', address, nodeName: undefined }
}

function targetOfService(path: string[], text: string, scope: NameScope): TrafficTarget {
  const { path: names, port } = splitPort(path, text)
  const service = findService(names, text, scope)
  const name = `${service.metadata.namespace}/${service.metadata.name}`
  const addresses = service.spec.clusterIPs.flatMap((ip) => tryParseAddress(ip) ?? [])
  if (addresses.length === 0)
    throw new UserError(
      'E_USAGE',
      `Service ${name} has no cluster IP (${service.spec.clusterIP === 'None' ? 'it is headless' : service.spec.type}): clients reach its endpoints by name`,
    )
  const address = pick(addresses, scope.family, `Service ${name}`)
  if (port === undefined && service.spec.ports.length !== 1)
    return {
      address,
      port: undefined,
      protocol: undefined,
      nodeName: undefined,
      ports: portTexts(service),
    }
  const found = findServicePort(service, port)
  const protocol = found.protocol.toLowerCase() as 'tcp' | 'udp' | 'sctp'
  return { address, port: found.port, protocol, nodeName: undefined }
}

/** Without a number or name the only port; a number that the Service does not have stands as it is. */
function findServicePort(service: Service, wanted: string | undefined): ServicePort {
  const { ports } = service.spec
  const byText = (text: string) =>
    ports.find((port) => port.name === text) ?? ports.find((port) => String(port.port) === text)
  const found = wanted === undefined ? ports[0] : byText(wanted)
  if (found !== undefined) return found
  if (wanted !== undefined && /^\d+$/.test(wanted))
    return {
      name: '',
      protocol: 'TCP',
      port: portNumber(wanted, wanted),
      targetPort: 0,
      nodePort: 0,
    }
  throw new UserError(
    'E_UNKNOWN_OBJECT',
    `Service ${service.metadata.name} has no port "${wanted}"; its ports: ${portTexts(service).join(', ')}`,
  )
}

function portTexts({ spec }: Service): string[] {
  return spec.ports.map(({ name, port }) => (name === '' ? `${port}` : `${port} (${name})`))
}

function targetOfAddress(text: string, scope: NameScope): TrafficTarget {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(text)
  const [host = '', port] =
    bracketed !== null
      ? [bracketed[1], bracketed[2]]
      : tryParseAddress(text) !== undefined
        ? [text]
        : [text.slice(0, text.lastIndexOf(':')), text.slice(text.lastIndexOf(':') + 1)]
  const address = tryParseAddress(host)
  if (address === undefined)
    throw new UserError(
      'E_USAGE',
      `--to "${text}": expected svc/NAME:PORT, svc/NAMESPACE/NAME:PORT, pod/NAME:PORT, node/NAME:PORT or ADDRESS:PORT ([ADDRESS]:PORT for IPv6)`,
    )
  return {
    address,
    port: port === undefined ? undefined : portNumber(port, text),
    protocol: undefined,
    nodeName: nodeWith(address, scope),
  }
}

function nodeWith(address: Address, { objects }: NameScope): string | undefined {
  const node = objects.find((one) => one.kind === 'Node' && addressesOf(one).includes(address))
  return node?.metadata.name
}

function splitPort(path: string[], text: string): { path: string[]; port: string | undefined } {
  const last = path.at(-1) ?? ''
  const colon = last.indexOf(':')
  const names = [...path.slice(0, -1), colon < 0 ? last : last.slice(0, colon)]
  if (names.some((name) => name === '') || names.length > 2)
    throw new UserError('E_USAGE', `"${text}": expected KIND/NAME or KIND/NAMESPACE/NAME`)
  return { path: names, port: colon < 0 ? undefined : last.slice(colon + 1) }
}

function portNumber(text: string, whole: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535)
    throw new UserError('E_USAGE', `"${whole}": "${text}" is no port (expected 1 to 65535)`)
  return port
}

function pick(addresses: readonly Address[], family: Family | undefined, what: string): Address {
  const found = addresses.find((address) => family === undefined || familyOf(address) === family)
  if (found !== undefined) return found
  throw new UserError('E_USAGE', `${what} has no ${family ?? 'IP'} address`)
}

/** Reads `NAME`, `NAMESPACE/NAME` and the same after `pod/`. @throws UserError E_USAGE, E_UNKNOWN_OBJECT */
export function resolvePod(text: string, scope: NameScope): Pod {
  const path = text.split('/')
  const names = path[0] === 'pod' && path.length > 1 ? path.slice(1) : path
  if (names.length > 2 || names.includes(''))
    throw new UserError('E_USAGE', `"${text}": expected pod/NAME or pod/NAMESPACE/NAME`)
  return findPod(names, text, scope)
}

function findPod(path: string[], text: string, scope: NameScope): Pod {
  const found = find(path, scope, (object) => object.kind === 'Pod')
  if (found?.kind === 'Pod') return found
  throw unknown('Pod', text, path, scope)
}

function findService(path: string[], text: string, scope: NameScope): Service {
  const found = find(path, scope, (object) => object.kind === 'Service')
  if (found?.kind === 'Service') return found
  throw unknown('Service', text, path, scope)
}

function findNode(name: string, scope: NameScope): Node {
  const nodes = scope.objects.filter((object) => object.kind === 'Node')
  const found = nodes.find((node) => node.metadata.name === name)
  if (found !== undefined) return found
  const known = nodes.slice(0, 5).map((node) => node.metadata.name)
  throw new UserError('E_UNKNOWN_NODE', `no Node "${name}"; there are: ${known.join(', ')}`)
}

function find(
  path: string[],
  scope: NameScope,
  wanted: (object: KubernetesObject) => boolean,
): KubernetesObject | undefined {
  const name = path.at(-1)
  const namespace = path.length === 2 ? path[0] : scope.namespace
  return scope.objects.find(
    (object) =>
      wanted(object) && object.metadata.name === name && object.metadata.namespace === namespace,
  )
}

function unknown(kind: string, text: string, path: string[], scope: NameScope): UserError {
  const name = path.at(-1)
  const elsewhere = scope.objects.find(
    (object) => object.kind === kind && object.metadata.name === name,
  )
  const hint =
    elsewhere === undefined
      ? similar(kind, scope)
      : `; there is one in namespace ${elsewhere.metadata.namespace} (say -n ${elsewhere.metadata.namespace})`
  const namespace = path.length === 2 ? path[0] : scope.namespace
  return new UserError(
    'E_UNKNOWN_OBJECT',
    `"${text}": no ${kind} "${name}" in namespace ${namespace}${hint}`,
  )
}

function similar(kind: string, scope: NameScope): string {
  const names = scope.objects
    .filter((object) => object.kind === kind)
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
  if (names.length === 0) return `; the input has no ${kind}s`
  return `; there are: ${names.slice(0, 5).join(', ')}${names.length > 5 ? `, … (${names.length} in all)` : ''}`
}
