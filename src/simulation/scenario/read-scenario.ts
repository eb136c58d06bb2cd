import { basename } from 'node:path'
import { UserError } from '../../base/user-error.ts'
import { decodeObject } from '../../kubernetes/decoding/decode-object.ts'
import type { InputObject } from '../../kubernetes/objects/input-object.ts'
import { Origin } from '../../kubernetes/reading/origin.ts'
import { readObjects } from '../../kubernetes/reading/read-objects.ts'
import type { SourceText } from '../../kubernetes/reading/source-text.ts'
import { readYamlChunk, splitYaml } from '../../kubernetes/reading/yaml/yaml-text.ts'
import { scenarioDocument } from './format/scenario-document.ts'
import type { Scenario } from './scenario.ts'

/**
 * Reads and checks a scenario. `readFile` gives what `manifests` and `apply` name: paths relative to the
 * scenario's own folder.
 * @throws UserError with file, line and column
 */
export function readScenario(source: SourceText, readFile: (path: string) => SourceText): Scenario {
  const { value, origin } = readDocument(source)
  const parsed = scenarioDocument.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const path = (issue?.path ?? []).filter((step) => typeof step !== 'symbol')
    throw new UserError('E_SCENARIO', issue?.message ?? 'no scenario', origin.locate(path))
  }
  const document = parsed.data
  const files = (document.manifests ?? []).map(readFile)
  return {
    name: basename(source.file).replace(/\.ya?ml$/, ''),
    file: source.file,
    document,
    objects: [...readObjects(files).objects, ...inlineObjects(value, source, origin)],
    locate: (path) => origin.locate(path),
  }
}

function readDocument(source: SourceText): { value: unknown; origin: Origin } {
  const values = splitYaml(source.text).flatMap((chunk) => readYamlChunk(source, chunk))
  const [first, second] = values
  if (first === undefined || second !== undefined)
    throw new UserError('E_SCENARIO', `${values.length} documents, expected one scenario`, {
      file: source.file,
    })
  return { value: first.value, origin: new Origin(source, 'yaml', first.offset, [], first.offset) }
}

function inlineObjects(value: unknown, source: SourceText, origin: Origin): InputObject[] {
  const { objects = [] } = value as { readonly objects?: readonly Record<string, unknown>[] }
  return objects.flatMap((object, index) => {
    const at = origin.locate(['objects', index])
    const { apiVersion, kind } = object
    if (typeof kind !== 'string' || typeof apiVersion !== 'string')
      throw new UserError('E_SCENARIO', 'expected a Kubernetes object with apiVersion and kind', at)
    const itemOrigin = new Origin(source, 'yaml', 0, ['objects', index])
    return decodeObject({ apiVersion, kind, value: object, origin: itemOrigin }) ?? []
  })
}
