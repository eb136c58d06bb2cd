import { decodeObject } from '../decoding/decode-object.ts'
import type { InputObject } from '../objects/input-object.ts'
import { readDocuments } from './documents.ts'
import type { SourceText } from './source-text.ts'

export interface ReadObjects {
  /** In the order of the input, defaults set; not yet validated (`makeCluster` does). */
  readonly objects: readonly InputObject[]
  /** How many objects of which other kinds there were, by name. */
  readonly skipped: ReadonlyMap<string, number>
}

/**
 * Every object in these texts (YAML or JSON, many documents, lists).
 * @throws UserError E_YAML, E_LIMIT, E_INVALID, with file, line and column
 */
export function readObjects(sources: readonly SourceText[]): ReadObjects {
  const objects: InputObject[] = []
  const skipped = new Map<string, number>()
  for (const source of sources)
    for (const document of readDocuments(source)) {
      const object = decodeObject(document)
      if (object !== undefined) objects.push(object)
      else skipped.set(document.kind, (skipped.get(document.kind) ?? 0) + 1)
    }
  return { objects, skipped }
}

/** `skipped 3 ConfigMaps, 1 Ingress: they do not change what kube-proxy does`; undefined: nothing was. */
export function describeSkipped(skipped: ReadonlyMap<string, number>): string | undefined {
  if (skipped.size === 0) return undefined
  const kinds = [...skipped].sort(([a], [b]) => (a < b ? -1 : 1))
  const counted = kinds.map(([kind, count]) => `${count} ${kind}`)
  return `skipped ${counted.join(', ')}: kinds that kube-proxy's work does not depend on`
}
