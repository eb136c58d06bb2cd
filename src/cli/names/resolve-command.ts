import { type NameQuestion, resolveQuestion } from '../../report/names/name-question.ts'
import { formatResolution, resolutionJson } from '../../report/names/resolve-text.ts'
import { type ClusterArguments, clusterFromFiles } from '../cluster-input.ts'
import type { CommandIo } from '../command-io.ts'

export interface ResolveArguments extends ClusterArguments, NameQuestion {
  readonly output: 'text' | 'json'
}

/** `kpe resolve`: a name as the cluster's DNS answers it, query by query. @throws UserError */
export async function resolve(options: ResolveArguments, io: CommandIo): Promise<number> {
  const cluster = clusterFromFiles(options, io)
  const { from, conf, resolution } = resolveQuestion(cluster.objects, options)
  const format = options.output === 'json' ? resolutionJson : formatResolution
  io.out(format(options.name, from, conf, resolution))
  return 0
}
