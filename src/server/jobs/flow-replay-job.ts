import { readCluster } from '../../kubernetes/cluster/read-cluster.ts'
import { readAddressMap } from '../../report/replay/address-map.ts'
import { flowReplayJson, formatFlowReplay } from '../../report/replay/flow-replay-text.ts'
import { formatCount } from '../../report/table.ts'
import { BadRecords } from '../../simulation/flows/bad-records.ts'
import { readRecording } from '../../simulation/flows/read-recording.ts'
import { FlowReplay } from '../../simulation/flows/replay/flow-replay.ts'
import type { ManifestBytes } from '../laboratory/laboratory-request.ts'
import { configurationOf } from '../laboratory/mode-configuration.ts'
import type { JobOutcome, JobRequest, OnProgress } from './job-request.ts'

const pieceBytes = 1024 * 1024

/** Plays a recording's flows through a cluster, as `kpe replay --flows`. @throws UserError E_FLOWS, E_USAGE, E_LIMIT */
export async function runFlowReplay(
  request: Extract<JobRequest, { kind: 'flow-replay' }>,
  onProgress: OnProgress,
): Promise<JobOutcome> {
  const { recording, cluster, modes, map, skipBad, namespace, seed } = request
  const { objects } = readCluster([cluster.manifest])
  const records = new BadRecords(recording.file, skipBad)
  const replay = new FlowReplay(
    objects,
    {
      configurations: modes.map((mode) => configurationOf(cluster.configuration, mode)),
      seed,
      map: readAddressMap(map, { objects, namespace, family: undefined }),
    },
    records,
  )
  let kind = ''
  for await (const part of readRecording(piecesOf(recording), records)) {
    kind = part.kind
    for (const event of part.events) replay.take(event)
    onProgress(`${formatCount(replay.flowCount)} flows`)
  }
  const result = replay.finish()
  if (result.flows === 0 && records.count === 0) throw records.refuse('no flow in it')
  const about = { file: recording.file, kind, seed }
  return {
    passed: true,
    json: flowReplayJson(about, result, records),
    table: formatFlowReplay(about, result, records),
  }
}

/** As a file is read: the end of a thread is seen between two pieces. */
async function* piecesOf({ bytes }: ManifestBytes): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += pieceBytes)
    yield Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(pieceBytes, bytes.length - at))
}
