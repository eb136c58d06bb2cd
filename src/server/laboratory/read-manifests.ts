import { UserError } from '../../base/user-error.ts'
import type { InputObject } from '../../kubernetes/objects/input-object.ts'
import { describeSkipped, readObjects } from '../../kubernetes/reading/read-objects.ts'
import { lineColumnOf, type SourceText } from '../../kubernetes/reading/source-text.ts'
import type { ManifestBytes } from './laboratory-request.ts'

/** A key that would reach an object's prototype, in JSON or YAML. */
const prototypeKey = /["']?(?:__proto__|\\u005[fF]_proto__)["']?\s*:/

export interface ReadManifests {
  readonly objects: readonly InputObject[]
  /** What the user may want to know. */
  readonly notes: readonly string[]
}

/** Objects from bytes that somebody sent. @throws UserError E_YAML, E_LIMIT, E_INVALID */
export function readManifests(manifests: readonly ManifestBytes[]): ReadManifests {
  const { objects, skipped } = readObjects(manifests.map(decode))
  const note = describeSkipped(skipped)
  return { objects, notes: note === undefined ? [] : [note] }
}

function decode({ file, bytes }: ManifestBytes): SourceText {
  const text = textOf(file, bytes)
  const found = prototypeKey.exec(text)
  if (found !== null)
    throw new UserError('E_INVALID', 'a key __proto__, which no Kubernetes object has', {
      file,
      ...lineColumnOf(text, found.index),
    })
  return { file, text }
}

function textOf(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    const text = new TextDecoder('utf-8').decode(bytes)
    throw new UserError('E_YAML', 'bytes that are no UTF-8, expected YAML or JSON text', {
      file,
      ...lineColumnOf(text, Math.max(0, text.indexOf('\ufffd'))),
    })
  }
}
