import { createReadStream, statSync } from 'node:fs'
import { machineClock } from '../../base/clock.ts'
import { UserError } from '../../base/user-error.ts'
import { type ProxyMode, proxyModes } from '../../proxy/configuration.ts'
import { readAddressMap } from '../../report/replay/address-map.ts'
import { flowReplayJson, formatFlowReplay } from '../../report/replay/flow-replay-text.ts'
import { formatCount } from '../../report/table.ts'
import { BadRecords } from '../../simulation/flows/bad-records.ts'
import { readRecording } from '../../simulation/flows/read-recording.ts'
import { FlowReplay } from '../../simulation/flows/replay/flow-replay.ts'
import { type ClusterArguments, clusterFromFiles } from '../cluster-input.ts'
import { type CommandIo, Progress } from '../command-io.ts'
import { type ProxyArguments, readProxyOptions } from '../proxy-options.ts'

export interface ReplayFlowsArguments extends ClusterArguments, ProxyArguments {
  /** A recording of traffic, or `-`. */
  readonly flows: string
  /** `OLD=NEW` each. */
  readonly map: readonly string[]
  readonly skipBad: boolean
  readonly namespace: string
  readonly seed: number
  readonly output: 'table' | 'json'
}

/** `kpe replay --flows`: a recording's flows through the cluster, in every mode side by side. @throws UserError */
export async function replayFlows(options: ReplayFlowsArguments, io: CommandIo): Promise<number> {
  const { configuration, families } = readProxyOptions(options, io)
  const { objects } = clusterFromFiles(options, io)
  const file = options.flows === '-' ? 'stdin' : options.flows
  const records = new BadRecords(file, options.skipBad)
  const modes: readonly ProxyMode[] = options.mode === undefined ? proxyModes : [options.mode]
  const scope = { objects, namespace: options.namespace, family: families?.[0] }
  const replay = new FlowReplay(
    objects,
    {
      configurations: modes.map((mode) => ({ ...configuration, mode })),
      ...(families === undefined ? {} : { families }),
      seed: options.seed,
      map: readAddressMap(options.map, scope),
    },
    records,
  )
  const kind = await playAll(options.flows, replay, records, io)
  const recording = { file, kind, seed: options.seed }
  const result = replay.finish()
  if (result.flows === 0 && kind.startsWith('pcap') && records.count === 0)
    throw records.refuse(`no flow in it${describeSkipped(records)}`)
  const format = options.output === 'json' ? flowReplayJson : formatFlowReplay
  io.out(format(recording, result, records))
  return 0
}

async function playAll(
  name: string,
  replay: FlowReplay,
  records: BadRecords,
  io: CommandIo,
): Promise<string> {
  const size = name === '-' ? 0 : sizeOf(name)
  const stream: AsyncIterable<Buffer> = name === '-' ? process.stdin : createReadStream(name)
  const progress = new Progress(io, () => machineClock.nowMs())
  let kind = ''
  try {
    for await (const part of readRecording(stream, records)) {
      kind = part.kind
      for (const event of part.events) replay.take(event)
      const share = size === 0 ? '' : `${Math.floor((100 * part.bytesRead) / size)} %, `
      progress.show(`${share}${formatCount(replay.flowCount)} flows`)
    }
  } catch (error) {
    if (error instanceof UserError || !isSystemError(error)) throw error
    throw cannotRead(name, error)
  } finally {
    progress.clear()
  }
  return kind
}

function sizeOf(file: string): number {
  try {
    const stats = statSync(file)
    if (stats.isDirectory()) throw new UserError('E_FILE', 'is a folder, no recording', { file })
    return stats.size
  } catch (error) {
    if (error instanceof UserError) throw error
    throw cannotRead(file, error as Error)
  }
}

function cannotRead(file: string, error: Error): UserError {
  return new UserError('E_FILE', `cannot be read: ${error.message}`, { file })
}

function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && 'syscall' in error
}

function describeSkipped({ skipped }: BadRecords): string {
  const parts = [...skipped].map(([kind, count]) => `${formatCount(count)} ${kind}`)
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`
}
