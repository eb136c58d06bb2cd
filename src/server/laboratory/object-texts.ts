import { formatJson, formatYaml, toListManifest } from '../../kubernetes/printing/manifest.ts'
import { resolveQuestion } from '../../report/names/name-question.ts'
import { formatResolution, resolutionJson } from '../../report/names/resolve-text.ts'
import { formatObjectTables } from '../../report/object-tables.ts'
import { serviceVariables, withApiServerService } from '../../simulation/service-variables.ts'
import { resolvePod } from '../../simulation/traffic-targets.ts'
import type { KeptCluster } from './kept-cluster.ts'
import type { LaboratoryRequest } from './laboratory-request.ts'

type RequestOf<Kind extends LaboratoryRequest['kind']> = Extract<LaboratoryRequest, { kind: Kind }>

/** All objects in one text, as `kpe objects -o` prints them. */
export function manifestText(
  { cluster: { objects } }: KeptCluster,
  output: RequestOf<'manifest'>['output'],
): string {
  if (output === 'wide') return formatObjectTables(objects)
  const list = toListManifest(objects)
  return output === 'json' ? formatJson(list) : formatYaml(list)
}

/** A name, as the cluster's DNS answers it. @throws UserError E_UNKNOWN_OBJECT */
export function resolutionText(kept: KeptCluster, request: RequestOf<'resolve'>): string {
  const { question, form } = request
  const { from, conf, resolution } = resolveQuestion(kept.cluster.objects, question)
  const format = form === 'json' ? resolutionJson : formatResolution
  return format(question.name, from, conf, resolution)
}

/** The Service variables that a pod is started with. @throws UserError E_UNKNOWN_OBJECT */
export function environmentText(kept: KeptCluster, request: RequestOf<'environment'>): string {
  const objects = withApiServerService(kept.cluster.objects)
  const { namespace, form } = request
  const pod = resolvePod(request.pod, { objects, namespace, family: undefined })
  const variables = serviceVariables(objects, pod)
  return form === 'json'
    ? JSON.stringify(Object.fromEntries(variables.map(({ name, value }) => [name, value])))
    : variables.map(({ name, value }) => `${name}=${value}\n`).join('')
}
