import { assertNever } from '../../base/invariant.ts'
import { UserError } from '../../base/user-error.ts'
import { formatEndpoint } from '../../packet/address.ts'
import { formatProtocol } from '../../packet/protocol.ts'
import { createColorsFor } from '../../report/colors.ts'
import { selectNode } from '../../report/select-node.ts'
import { traceAsData } from '../../report/trace/trace-json.ts'
import { formatTraceText } from '../../report/trace/trace-text.ts'
import type { ClusterStreamEvent } from '../messages.ts'
import { KeptCluster } from './kept-cluster.ts'
import type { KeptNode } from './kept-nodes.ts'
import type { LaboratoryAnswer, LaboratoryRequest } from './laboratory-request.ts'
import { explanationText, playedText, rulesText, tableText, warningLines } from './node-texts.ts'
import { environmentText, manifestText, resolutionText } from './object-texts.ts'
import { sendPacket } from './packets.ts'
import { nodeRow, nodesOf, objectsOf, pageOf, servicesOf, summaryOf } from './views.ts'

type RequestOf<Kind extends LaboratoryRequest['kind']> = Extract<LaboratoryRequest, { kind: Kind }>

/** The clusters of one thread, and what can be asked of them. */
export class Laboratory {
  readonly #clusters = new Map<string, KeptCluster>()

  /** @throws UserError */
  answer(request: LaboratoryRequest): LaboratoryAnswer {
    switch (request.kind) {
      case 'make':
        return this.#make(request)
      case 'forget':
        this.#clusters.delete(request.cluster)
        return dataOf({})
      default:
        return answerOf(this.#cluster(request.cluster), request)
    }
  }

  #make({ cluster: name, settings, changes }: RequestOf<'make'>): LaboratoryAnswer {
    const kept = new KeptCluster(name, settings, changes)
    this.#clusters.set(name, kept)
    return dataOf(summaryOf(kept))
  }

  #cluster(name: string): KeptCluster {
    const kept = this.#clusters.get(name)
    if (kept === undefined) throw new UserError('E_UNKNOWN_OBJECT', `no cluster "${name}"`)
    return kept
  }
}

function answerOf(
  kept: KeptCluster,
  request: Exclude<LaboratoryRequest, { kind: 'make' | 'forget' }>,
): LaboratoryAnswer {
  switch (request.kind) {
    case 'prepare':
      kept.prepare(request.change)
      return dataOf({})
    case 'commit':
      return commit(kept)
    case 'advance':
      return advance(kept, request.byMs)
    case 'summary':
      return dataOf(summaryOf(kept))
    case 'services':
      return dataOf(servicesOf(kept, request.page))
    case 'objects':
      return dataOf(objectsOf(kept, request.page, request.objectKind, request.namespace))
    case 'nodes':
      return dataOf(nodesOf(kept, request.page))
    case 'node':
      return dataOf(nodeRow(selectNode(kept.cluster, request.node)))
    case 'rules':
      return { text: rulesText(kept, request), events: [] }
    case 'explain':
      return { text: explanationText(kept, request), events: [] }
    case 'manifest':
      return { text: manifestText(kept, request.output), events: [] }
    case 'resolve':
      return { text: resolutionText(kept, request), events: [] }
    case 'environment':
      return { text: environmentText(kept, request), events: [] }
    case 'play':
      return { text: playedText(kept, request), events: [] }
    case 'trace':
      return trace(kept, request)
    case 'open':
      return open(kept, request)
    case 'connections':
      return dataOf(pageOf(kept.connections.list(), request.page, (one) => one))
    case 'connection':
      return connection(kept, request.connection)
    case 'table':
      return { text: tableText(kept, request), events: [] }
    default:
      return assertNever(request)
  }
}

function commit(kept: KeptCluster): LaboratoryAnswer {
  const effect = kept.commit()
  const { atMs, objects, nodes, connections, revision } = effect
  const events: ClusterStreamEvent[] = [{ kind: 'objects-changed', atMs, revision, objects }]
  for (const { node, mode, syncs, rules } of nodes)
    for (const sync of syncs)
      events.push({
        kind: 'sync-done',
        atMs,
        node,
        mode,
        ...sync,
        rulesAdded: rules.addedCount,
        rulesRemoved: rules.removedCount,
      })
  for (const change of connections) events.push({ kind: 'connection-changed', atMs, ...change })
  return dataOf(effect, events)
}

function advance(kept: KeptCluster, byMs: number): LaboratoryAnswer {
  const connections = kept.advance(byMs)
  const { nowMs } = kept
  const events = connections.map(
    (change): ClusterStreamEvent => ({ kind: 'connection-changed', atMs: nowMs, ...change }),
  )
  return dataOf({ nowMs, connections }, events)
}

function trace(kept: KeptCluster, { packet, all, form }: RequestOf<'trace'>): LaboratoryAnswer {
  const { node, report } = sendPacket(kept, packet, { keeps: false, all })
  if (form === 'json') return dataOf({ ...traceAsData(report, all), ...warningsOf(node) })
  const text = formatTraceText(report, { all, colors: createColorsFor('never', false, {}) })
  return { text: `${warningLines(node)}${text}`, events: [] }
}

function open(kept: KeptCluster, { packet }: RequestOf<'open'>): LaboratoryAnswer {
  const { node, report } = sendPacket(kept, packet, { keeps: true, all: false })
  const record = kept.connections.add(node, report, kept.nowMs)
  const data = traceAsData(report, false)
  const { request, exchange } = report
  const { connection, state, backend, backendName, outcome } = record
  const events: ClusterStreamEvent[] = [
    {
      kind: 'connection-opened',
      atMs: kept.nowMs,
      connection,
      node: node.name,
      mode: node.mode,
      protocol: formatProtocol(request.protocol),
      source: formatEndpoint(request.source.address, request.source.port),
      destination: formatEndpoint(request.destination.address, request.destination.port),
      outcome,
      steps: data.packets[0]?.steps ?? [],
    },
  ]
  const seen = exchange.result.seenSource
  if (state === 'open' && backend !== undefined && seen !== undefined)
    events.push({
      kind: 'endpoint-chosen',
      atMs: kept.nowMs,
      connection,
      backend,
      ...(backendName === undefined ? {} : { backendName }),
      seenSource: formatEndpoint(seen.address, seen.port),
    })
  return dataOf({ ...record, ...warningsOf(node) }, events)
}

function connection(kept: KeptCluster, number: number): LaboratoryAnswer {
  const record = kept.connections.get(number)
  if (record === undefined) throw new UserError('E_UNKNOWN_OBJECT', `no connection ${number}`)
  return dataOf(record)
}

/** As data: absent where there are none. */
function warningsOf({ warnings }: KeptNode): { readonly warnings?: readonly string[] } {
  return warnings.length === 0 ? {} : { warnings }
}

function dataOf(value: unknown, events: readonly ClusterStreamEvent[] = []): LaboratoryAnswer {
  return { text: JSON.stringify(value), events: events.map((event) => JSON.stringify(event)) }
}
