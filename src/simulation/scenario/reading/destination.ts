import { UserError } from '../../../base/user-error.ts'
import type { KubernetesObject } from '../../../kubernetes/objects/kubernetes-object.ts'
import type { Service } from '../../../kubernetes/objects/service.ts'
import { tryParseAddress } from '../../../packet/address.ts'
import type { Destination } from '../../traffic/traffic-plan.ts'
import { readObjectName, readPodName } from './object-name.ts'
import { listKnown, suggest } from './suggestion.ts'

type Protocol = 'tcp' | 'udp' | 'sctp'

export interface ReadDestination {
  readonly destination: Destination
  /** Of the Service's port, where one was named. */
  readonly protocol: Protocol | undefined
}

const expected =
  'expected svc/NAMESPACE/NAME:PORT, lb/NAMESPACE/NAME:PORT, node/NAME:PORT, pod/NAMESPACE/NAME:PORT, ADDRESS:PORT or NAME:PORT'

/** @throws UserError E_SCENARIO without a position */
export function readDestination(
  text: string,
  objects: readonly KubernetesObject[],
  protocol: Protocol | undefined,
): ReadDestination {
  const { host, port } = splitPort(text)
  const [kind = '', ...rest] = host.split('/')
  switch (kind) {
    case 'svc':
    case 'service':
    case 'lb': {
      const service = findService(readObjectName(`svc/${rest.join('/')}`), objects)
      const found = portOf(service, port, protocol, text)
      const name = `${service.metadata.namespace}/${service.metadata.name}`
      return {
        destination: {
          kind: kind === 'lb' ? 'load-balancer' : 'service',
          service: name,
          port: found.number,
        },
        protocol: found.protocol,
      }
    }
    case 'node':
      requireNode(rest.join('/'), objects)
      return {
        destination: { kind: 'node', node: rest.join('/'), port: portNumber(port, text) },
        protocol: undefined,
      }
    case 'pod':
      return {
        destination: { kind: 'pod', pod: readPodName(host), port: portNumber(port, text) },
        protocol: undefined,
      }
    default:
      return readAddressOrName(host, port, text)
  }
}

function readAddressOrName(host: string, port: string | undefined, text: string): ReadDestination {
  const address = tryParseAddress(host.replace(/^\[|\]$/g, ''))
  if (address !== undefined)
    return {
      destination: { kind: 'address', address, port: portNumber(port, text) },
      protocol: undefined,
    }
  if (!/^[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_.])?$/i.test(host))
    throw new UserError('E_SCENARIO', `"${text}": ${expected}`)
  return {
    destination: { kind: 'name', name: host, port: portNumber(port, text) },
    protocol: undefined,
  }
}

function splitPort(text: string): { host: string; port: string | undefined } {
  const colon = text.lastIndexOf(':')
  // An IPv6 address without brackets has colons of its own, and no port.
  if (colon < 0 || tryParseAddress(text) !== undefined || text.endsWith(']'))
    return { host: text, port: undefined }
  return { host: text.slice(0, colon), port: text.slice(colon + 1) }
}

/** A name that ping takes has none: 0. */
function portNumber(port: string | undefined, text: string): number {
  if (port === undefined) return 0
  const number = Number(port)
  if (!/^\d{1,5}$/.test(port) || number < 1 || number > 65_535)
    throw new UserError('E_SCENARIO', `"${text}": "${port}" is no port (expected 1 to 65535)`)
  return number
}

function findService(
  { namespace, name }: { readonly namespace: string; readonly name: string },
  objects: readonly KubernetesObject[],
): Service {
  const services = objects.filter((object) => object.kind === 'Service')
  const found = services.find(
    ({ metadata }) => metadata.name === name && metadata.namespace === namespace,
  )
  if (found !== undefined) return found
  const known = services.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
  throw new UserError(
    'E_SCENARIO',
    `no Service ${namespace}/${name}${suggest(`${namespace}/${name}`, known) || `; there are: ${listKnown(known)}`}`,
  )
}

/** By number or name; without either the only one. A port that it does not have may be what is tried. */
function portOf(
  service: Service,
  port: string | undefined,
  protocol: Protocol | undefined,
  text: string,
): { number: number; protocol: Protocol | undefined } {
  const all = service.spec.ports.map((one) => ({
    name: one.name,
    number: one.port,
    protocol: one.protocol.toLowerCase() as Protocol,
  }))
  const candidates = all.filter((one) => protocol === undefined || one.protocol === protocol)
  const found =
    port === undefined
      ? all.length === 1 || candidates.length === 1
        ? (candidates[0] ?? all[0])
        : undefined
      : (candidates.find((one) => one.name === port) ??
        candidates.find((one) => String(one.number) === port))
  if (found !== undefined) return found
  if (port !== undefined && /^\d+$/.test(port))
    return { number: portNumber(port, text), protocol: undefined }
  // A headless Service without ports is still reached by name.
  if (port === undefined && all.length === 0) return { number: 0, protocol: undefined }
  const names = all.map((one) => (one.name === '' ? `${one.number}` : one.name))
  throw new UserError(
    'E_SCENARIO',
    `"${text}": ${port === undefined ? 'the Service has several ports' : `the Service has no port "${port}"`}; its ports: ${listKnown(names)}`,
  )
}

function requireNode(name: string, objects: readonly KubernetesObject[]): void {
  const known = objects.filter(({ kind }) => kind === 'Node').map(({ metadata }) => metadata.name)
  if (known.includes(name)) return
  throw new UserError(
    'E_SCENARIO',
    `no Node ${name}${suggest(name, known) || `; there are: ${listKnown(known)}`}`,
  )
}
