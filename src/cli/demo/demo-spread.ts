import type { Cluster } from '../../kubernetes/cluster/make-cluster.ts'
import { type Address, familyOf, formatEndpoint, tryParseAddress } from '../../packet/address.ts'
import { formatCount, formatTable } from '../../report/table.ts'
import { AddressBook } from '../../simulation/address-book.ts'
import { chiSquareTest } from '../../simulation/chi-square.ts'
import { type Spread, spreadConnections } from '../../simulation/connection-spread.ts'
import { possibleExchanges } from '../../simulation/exchange-outcomes.ts'
import { createSurroundings } from '../../simulation/exchange-surroundings.ts'
import type { EmulatedNode } from '../../simulation/node/emulated-node.ts'
import { podBridgeName, podNetworksOf, uplinkName } from '../../simulation/node/node-network.ts'
import type { DemoTraffic } from './demo-traffic.ts'

export interface PlayedConnections extends Spread {
  readonly clientCount: number
  readonly connectionCount: number
  /** `10.244.1.2:8080` → exact probability for a client that comes for the first time. */
  readonly probabilities: ReadonlyMap<string, number>
  readonly keepsClients: boolean
}

const connectionCount = 10_000
/** A prime: in step with no number of endpoints, which would make round robin look like affinity. */
const clientCount = 47

/** Plays new connections from pods of the node; the node's state is used up by it. */
export function playConnections(
  node: EmulatedNode,
  { request }: DemoTraffic,
  seed: number,
): PlayedConnections {
  const surroundings = createSurroundings(uplinkName, podBridgeName)
  const clients = clientsOf(node, request.destination.address)
  const [first = request.source.address] = clients
  const asked = { ...request, from: 'pod' as const, source: { address: first, port: 1_023 } }
  const probabilities = new Map<string, number>()
  for (const { result, probability } of possibleExchanges(node.kernel, surroundings, asked, 0)
    .branches) {
    const { backend } = result.result
    const key = backend === undefined ? '' : formatEndpoint(backend.address, backend.port)
    probabilities.set(key, (probabilities.get(key) ?? 0) + probability)
  }
  const spread = spreadConnections(node.kernel, surroundings, {
    clients,
    destination: request.destination,
    protocol: request.protocol,
    count: connectionCount,
    seed,
    startMs: 0,
  })
  const keepsClients = spread.faithfulClients === clients.length && probabilities.size > 1
  return { ...spread, clientCount: clients.length, connectionCount, probabilities, keepsClients }
}

export function formatSpread(played: PlayedConnections, { objects }: Cluster): string {
  const book = AddressBook.of(objects)
  const rows = [...played.probabilities].map(([backend, probability]) => {
    const address = tryParseAddress(backend.replace(/:\d+$/, '').replace(/^\[|\]$/g, ''))
    return [
      backend === '' ? '<none>' : backend,
      (address === undefined ? undefined : book.nameOf(address)) ?? '',
      formatCount(played.byBackend.get(backend) ?? 0),
      (probability * played.connectionCount).toFixed(0).replace(/\B(?=(\d{3})+(?!\d))/g, ','),
    ]
  })
  const columns = [
    { header: 'ENDPOINT' },
    { header: 'NAME' },
    { header: 'OBSERVED', right: true },
    { header: 'EXPECTED', right: true },
  ]
  return `${formatTable(columns, rows)}${describeFit(played)}${describeClients(played)}`
}

/** Where clients are kept, connections are not independent: then clients are counted, not connections. */
function describeFit(played: PlayedConnections): string {
  const scale = played.keepsClients ? played.clientCount / played.connectionCount : 1
  const cells = [...played.probabilities].map(([backend, probability]) => ({
    observed: (played.byBackend.get(backend) ?? 0) * scale,
    expected: probability * played.connectionCount * scale,
  }))
  const { statistic, degreesOfFreedom, pValue } = chiSquareTest(cells)
  const of = played.keepsClients ? ' (of clients)' : ''
  const verdict = pValue > 1e-6 ? 'as chance would have it' : 'NOT what chance would do'
  return `chi-square${of} ${statistic.toFixed(2)}, ${degreesOfFreedom} degrees of freedom, p = ${pValue.toPrecision(2)}: ${verdict}\n`
}

function describeClients({ faithfulClients, clientCount: all }: PlayedConnections): string {
  return `${faithfulClients} of ${all} clients always reached the same endpoint\n`
}

/** Addresses of the node's pod network that stand for so many pods. */
function clientsOf(node: EmulatedNode, towards: Address): Address[] {
  const network = podNetworksOf(node.node).find(
    (prefix) => familyOf(prefix.address) === familyOf(towards),
  )
  if (network === undefined) return []
  const { address } = network
  return Array.from({ length: clientCount }, (_, index) =>
    typeof address === 'number'
      ? ((address + 150 + index) as Address)
      : ((address + BigInt(0x1000 + index)) as Address),
  )
}
