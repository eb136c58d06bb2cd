import type { NetworkInterface, Route } from '../../../kernel/netfilter/network-interface.ts'
import { Routing } from '../../../kernel/netfilter/routing.ts'
import { NodeKernel } from '../../../kernel/node-kernel.ts'
import {
  type Address,
  familyOf,
  type Prefix,
  parseAddress,
  parsePrefix,
  prefixContains,
} from '../../../packet/address.ts'
import { protocolNumber } from '../../../packet/protocol.ts'
import { createSurroundings, type Surroundings } from '../../exchange-surroundings.ts'
import type { RecordedState } from './recorded-state.ts'

const outside = 'eth0'
const podInterface = 'cni0'

/** The recorded node's kernel, before anybody has given it rules. */
export function createRecordedNode(state: RecordedState): NodeKernel {
  const kernel = new NodeKernel(
    new Routing(interfacesOf(state), routesOf(state)),
    // The recorder switches ICMP rate limits off (topo.py).
    { 'net.ipv4.icmp_ratelimit': '0', ...state.sysctls },
  )
  for (const port of state.listening)
    for (const protocol of [protocolNumber.tcp, protocolNumber.udp])
      kernel.sockets.open({ protocol, port })
  return kernel
}

/**
 * A client side behind eth0 and a pod side behind cni0; both answer for every address. What the client side
 * sends to its own link never comes back to the node, except to the node's own addresses.
 */
export function surroundingsOf(state: RecordedState, kernel: NodeKernel): Surroundings {
  const around = createSurroundings(outside, podInterface)
  const link = firstOfEachFamily((state.interfaces[outside] ?? []).map((text) => parsePrefix(text)))
  const onLink = (to: Address) => link.some((prefix) => prefixContains(prefix, to))
  return {
    ...around,
    answersThroughNode: (from, to) =>
      from !== 'upstream' || !onLink(to) || kernel.routing.isLocal(to),
  }
}

/** The client side has one address of each family, on the node's first link of that family. */
function firstOfEachFamily(prefixes: readonly Prefix[]): Prefix[] {
  const first = new Map(prefixes.toReversed().map((prefix) => [familyOf(prefix.address), prefix]))
  return [...first.values()]
}

function interfacesOf(state: RecordedState): NetworkInterface[] {
  return Object.entries(state.interfaces).map(([name, texts]) => ({
    name,
    addresses: texts.map((text) => ({
      address: parseAddress(text.split('/')[0] ?? ''),
      length: parsePrefix(text).length,
    })),
  }))
}

/** The recorder's `via` towards the pods is not in the recording; it changes nothing but the next hop. */
function routesOf(state: RecordedState): Route[] {
  return state.routes.map(({ to, dev, via, src }) => ({
    to: parsePrefix(to),
    device: dev,
    ...(via === undefined ? {} : { via: parseAddress(via) }),
    ...(src === undefined ? {} : { source: parseAddress(src) }),
  }))
}
