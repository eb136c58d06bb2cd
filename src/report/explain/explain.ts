import { UserError } from '../../base/user-error.ts'
import { tryParseAddress } from '../../packet/address.ts'
import { endpointUses } from '../../proxy/endpoint-use.ts'
import { chainsOf, findChainOwner } from '../../proxy/iptables/chain-directory.ts'
import { planPort } from '../../proxy/iptables/port-plan.ts'
import type { ServicePort } from '../../proxy/tracking/service-port.ts'
import type { AddressBook } from '../../simulation/address-book.ts'
import type { EmulatedNode } from '../../simulation/node/emulated-node.ts'
import type { NodeMode } from '../../simulation/node/node-mode.ts'
import { type ExplainedPort, formatChain, formatPort } from './explain-text.ts'

/** A chain, Service, endpoint, pod or address, as the user wrote it. */
export interface ExplainedName {
  readonly name: string
  /** Of names that have none. */
  readonly namespace: string
}

/** What a name is on a synced node, and why: a text for each part. @throws UserError E_UNKNOWN_OBJECT */
export function explainOnNode(
  { modes }: EmulatedNode,
  name: ExplainedName,
  book: AddressBook,
): string[] {
  const named = (text: string) => {
    const address = tryParseAddress(text)
    return address === undefined ? undefined : book.nameOf(address)
  }
  const parts = modes.flatMap((mode) => explainIn(mode, name, named))
  if (parts.length === 0) throw unknownName(name)
  return parts
}

function explainIn(
  mode: NodeMode,
  { name, namespace }: ExplainedName,
  nameOf: (ip: string) => string | undefined,
): string[] {
  const ports = explainedPorts(mode)
  const owner =
    mode.mode === 'ipvs'
      ? undefined
      : mode.mode === 'nftables'
        ? mode.proxier.ownerOf(name)
        : findChainOwner(
            name,
            ports.map(({ plan }) => plan),
          )
  if (owner !== undefined) return [formatChain(name, owner, mode, ports, nameOf)]
  const service = /^(?:svc|service)\/(?:([^/:]+)\/)?([^/:]+)(?::(.+))?$/i.exec(name)
  if (service !== null) {
    const wanted = `${service[1] ?? namespace}/${service[2]}`
    return ports
      .filter(({ port }) => port.serviceName === wanted)
      .filter(({ port }) => service[3] === undefined || isPort(port, service[3]))
      .map((one) => formatPort(one, mode, nameOf, undefined))
  }
  const pod = /^pod\/(?:([^/]+)\/)?([^/]+)$/.exec(name)
  const wanted = pod === null ? name : `pod/${pod[1] ?? namespace}/${pod[2]}`
  const isMeant = ({ ip, text }: { ip: string; text: string }) =>
    text === wanted || ip === wanted || nameOf(ip) === wanted
  return ports
    .filter(({ uses }) => uses.some(({ endpoint }) => isMeant(endpoint)))
    .map((one) => formatPort(one, mode, nameOf, isMeant))
}

function explainedPorts(mode: NodeMode): ExplainedPort[] {
  const view = mode.proxy.view()
  return [...view.servicePorts.values()].map((port) => {
    const endpoints = view.endpointsOf(port)
    const plan = planPort(port, endpoints, view)
    return {
      port,
      plan,
      chains: mode.mode === 'iptables' ? chainsOf(plan) : [],
      uses: endpointUses(endpoints, port, view),
    }
  })
}

function isPort({ port, portName }: ServicePort, wanted: string): boolean {
  return String(port) === wanted || portName === wanted
}

function unknownName({ name }: ExplainedName): UserError {
  return new UserError(
    'E_UNKNOWN_OBJECT',
    `"${name}" is nothing that kube-proxy made here; expected a chain (KUBE-SVC-…), svc/NAME, pod/NAME, an endpoint (10.244.1.2:80), or an address`,
  )
}
