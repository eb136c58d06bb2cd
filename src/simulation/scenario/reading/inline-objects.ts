import { UserError } from '../../../base/user-error.ts'
import { decodeObject } from '../../../kubernetes/decoding/decode-object.ts'
import type { InputObject } from '../../../kubernetes/objects/input-object.ts'
import { Origin } from '../../../kubernetes/reading/origin.ts'
import type { PathStep, SourceText } from '../../../kubernetes/reading/source-text.ts'

/** Kubernetes objects that stand in a scenario itself, in the list at `path`.
 * @throws UserError E_SCENARIO, E_INVALID */
export function readInlineObjects(
  objects: readonly Readonly<Record<string, unknown>>[],
  source: SourceText,
  documentOffset: number,
  path: readonly PathStep[],
): InputObject[] {
  return objects.map((value, index) => {
    const origin = new Origin(source, 'yaml', documentOffset, [...path, index])
    const { apiVersion, kind } = value
    if (typeof kind !== 'string' || typeof apiVersion !== 'string')
      throw new UserError(
        'E_SCENARIO',
        'expected a Kubernetes object with apiVersion and kind',
        origin,
      )
    const object = decodeObject({ apiVersion, kind, value, origin })
    if (object !== undefined) return object
    throw new UserError(
      'E_SCENARIO',
      `a ${kind} of ${apiVersion}: no kind that kube-proxy's work depends on`,
      origin,
    )
  })
}
