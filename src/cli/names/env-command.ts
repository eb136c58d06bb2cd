import type { KubernetesObject } from '../../kubernetes/objects/kubernetes-object.ts'
import { serviceVariables, withApiServerService } from '../../simulation/service-variables.ts'
import { resolvePod } from '../../simulation/traffic-targets.ts'
import { type ClusterArguments, clusterFromFiles } from '../cluster-input.ts'
import type { CommandIo } from '../command-io.ts'

export interface EnvArguments extends ClusterArguments {
  readonly pod: string
  readonly namespace: string
  readonly output: 'text' | 'json'
}

/** `kpe env`: the Service variables that a pod is started with. @throws UserError */
export async function env(options: EnvArguments, io: CommandIo): Promise<number> {
  const cluster = clusterFromFiles(options, io)
  const objects = withApiServer(cluster.objects, io)
  const { namespace } = options
  const pod = resolvePod(options.pod, { objects, namespace, family: undefined })
  const variables = serviceVariables(objects, pod)
  if (options.output === 'json')
    io.out(
      `${JSON.stringify(Object.fromEntries(variables.map(({ name, value }) => [name, value])), null, 2)}\n`,
    )
  else io.out(variables.map(({ name, value }) => `${name}=${value}\n`).join(''))
  return 0
}

/** Adds the Service of the API server where the manifests leave it out, and says so. */
function withApiServer(
  objects: readonly KubernetesObject[],
  io: CommandIo,
): readonly KubernetesObject[] {
  const all = withApiServerService(objects)
  const added = all === objects ? undefined : all.at(-1)
  if (added?.kind === 'Service')
    io.err(
      `the input has no Service default/kubernetes: taken to be at ${added.spec.clusterIP}:443, where a cluster makes it\n`,
    )
  return all
}
