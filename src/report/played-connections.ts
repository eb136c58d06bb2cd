import { createSeededChance } from '../base/seeded-chance.ts'
import { UserError } from '../base/user-error.ts'
import { formatConnections } from '../kernel/ipvs/text/ipvsadm-connections.ts'
import { listConnections } from '../kernel/netfilter/connection-listing.ts'
import type { SourceText } from '../kubernetes/reading/source-text.ts'
import { runExchange } from '../simulation/exchange.ts'
import { createSurroundings } from '../simulation/exchange-surroundings.ts'
import type { EmulatedNode } from '../simulation/node/emulated-node.ts'
import { podBridgeName, uplinkName } from '../simulation/node/node-network.ts'
import { type NameScope, resolveSource, resolveTarget } from '../simulation/traffic-targets.ts'
import { type TraceProtocol, traceProtocols } from './choices.ts'
import { requestOf } from './trace/trace-request.ts'

/** A connection of the list: `FROM TO [PROTOCOL] [SECONDS]`. */
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

export type ConnectionTable = 'conntrack' | 'ipvsadm'

/**
 * A synced node's table after the connections of a list were played on it, one a line: as `conntrack -L`, or in IPVS mode as
 * `ipvsadm -Lnc` prints it.
 * @throws UserError E_USAGE, E_LIMIT, E_UNKNOWN_OBJECT
 */
export function tableAfter(
  list: SourceText,
  node: EmulatedNode,
  scope: NameScope,
  { seed, output }: { readonly seed: number; readonly output: ConnectionTable },
): string {
  const [mode] = node.modes
  if (output === 'ipvsadm' && mode?.mode !== 'ipvs')
    throw new UserError('E_USAGE', `-o ipvsadm: ${mode?.mode} mode has no such table`)
  const nowMs = playAll(readPlay(list), node, scope, seed)
  if (output === 'ipvsadm' && mode?.mode === 'ipvs')
    return asText(formatConnections(mode.ipvs.engine))
  const { ipv4, ipv6 } = node.kernel.tracker
  return node.modes
    .map(({ family }) => asText(listConnections(family === 'IPv4' ? ipv4 : ipv6, nowMs)))
    .join('')
}

/** Plays them in order, each from a port of its own; answers the time at the end. */
function playAll(
  played: readonly PlayedConnection[],
  node: EmulatedNode,
  scope: NameScope,
  seed: number,
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

function readPlay({ text, file }: SourceText): PlayedConnection[] {
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
