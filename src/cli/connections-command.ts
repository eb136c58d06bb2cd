import { createSeededChance } from '../base/seeded-chance.ts'
import { UserError } from '../base/user-error.ts'
import { formatConnections } from '../kernel/ipvs/text/ipvsadm-connections.ts'
import { listConnections } from '../kernel/netfilter/connection-listing.ts'
import { type TraceProtocol, traceProtocols } from '../report/choices.ts'
import { selectNode } from '../report/select-node.ts'
import { requestOf } from '../report/trace/trace-request.ts'
import { runExchange } from '../simulation/exchange.ts'
import { createSurroundings } from '../simulation/exchange-surroundings.ts'
import { EmulatedNode } from '../simulation/node/emulated-node.ts'
import { podBridgeName, uplinkName } from '../simulation/node/node-network.ts'
import { type NameScope, resolveSource, resolveTarget } from '../simulation/traffic-targets.ts'
import { type ClusterArguments, clusterFromFiles } from './cluster-input.ts'
import type { CommandIo } from './command-io.ts'
import { type ProxyArguments, readProxyOptions } from './proxy-options.ts'
import { readTextFile } from './text-file.ts'

export interface ConnectionsArguments extends ClusterArguments, ProxyArguments {
  /** One connection a line: `FROM TO [PROTOCOL] [SECONDS]`. */
  readonly play: string
  readonly node?: string
  readonly namespace: string
  readonly seed: number
  readonly output: 'conntrack' | 'ipvsadm'
}

interface PlayedConnection {
  readonly from: string
  readonly to: string
  readonly protocol: TraceProtocol | undefined
  /** Since the start; connections never go back in time. */
  readonly atSeconds: number
}

const connectionCountMax = 100_000
const firstPort = 40_000
const portCount = 20_000

/** `kpe connections`: a node's tables after a list of connections was played. @throws UserError */
export async function connections(options: ConnectionsArguments, io: CommandIo): Promise<number> {
  const { configuration, nodeName, families } = readProxyOptions(options, io)
  if (options.output === 'ipvsadm' && configuration.mode !== 'ipvs')
    throw new UserError('E_USAGE', `-o ipvsadm: ${configuration.mode} mode has no such table`)
  const cluster = clusterFromFiles(options, io)
  const node = new EmulatedNode(selectNode(cluster, options.node ?? nodeName), cluster.objects, {
    configuration,
  })
  node.sync(0)
  const scope = { objects: cluster.objects, namespace: options.namespace, family: families?.[0] }
  const { text, file } = readTextFile(options.play)
  const nowMs = playAll(readPlay(text, file), node, scope, options)
  const [mode] = node.modes
  if (options.output === 'ipvsadm' && mode?.mode === 'ipvs')
    io.out(asText(formatConnections(mode.ipvs.engine)))
  else
    for (const { family } of node.modes) {
      const { ipv4, ipv6 } = node.kernel.tracker
      io.out(asText(listConnections(family === 'IPv4' ? ipv4 : ipv6, nowMs)))
    }
  return 0
}

/** Plays them in order, each from a port of its own; answers the time at the end. */
function playAll(
  played: readonly PlayedConnection[],
  node: EmulatedNode,
  scope: NameScope,
  { seed }: ConnectionsArguments,
): number {
  const chance = createSeededChance(seed)
  const surroundings = createSurroundings(uplinkName, podBridgeName)
  let nowMs = 0
  for (const [index, { from, to, protocol, atSeconds }] of played.entries()) {
    nowMs = Math.max(nowMs, atSeconds * 1000)
    const sourcePort = firstPort + (index % portCount)
    const chosen = protocol === undefined ? {} : { protocol }
    const request = requestOf(resolveSource(from, scope), resolveTarget(to, scope), {
      ...chosen,
      to,
      sourcePort,
    })
    runExchange(node.kernel, surroundings, { ...request, keepOpen: true }, { nowMs, chance })
  }
  return nowMs
}

function readPlay(text: string, file: string): PlayedConnection[] {
  const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim())
  const played = lines.flatMap((line, index) =>
    line === '' ? [] : [readLine(line, { file, line: index + 1, column: 1 })],
  )
  if (played.length > connectionCountMax)
    throw new UserError('E_LIMIT', `${played.length} connections; at most ${connectionCountMax}`, {
      file,
    })
  return played
}

function readLine(
  line: string,
  at: { file: string; line: number; column: number },
): PlayedConnection {
  const [from = '', to, ...rest] = line.split(/\s+/)
  const protocol = rest.find((word) => !/^\d+(\.\d+)?$/.test(word))
  const seconds = rest.find((word) => word !== protocol)
  const isKnown = (word: string): word is TraceProtocol =>
    (traceProtocols as readonly string[]).includes(word)
  if (to === undefined || rest.length > 2 || (protocol !== undefined && !isKnown(protocol)))
    throw new UserError(
      'E_USAGE',
      `"${line}": expected FROM TO [${traceProtocols.join('|')}] [SECONDS], e.g. pod/web-0 svc/db:5432 tcp 1.5`,
      at,
    )
  return { from, to, protocol, atSeconds: Number(seconds ?? 0) }
}

function asText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}
