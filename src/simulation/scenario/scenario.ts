import type { Position } from '../../base/user-error.ts'
import type { InputObject } from '../../kubernetes/objects/input-object.ts'
import type { PathStep } from '../../kubernetes/reading/source-text.ts'
import type { ScenarioDocument } from './format/scenario-document.ts'

/** A scenario that was read and found right. */
export interface Scenario {
  /** The file's name without its folder and ending. */
  readonly name: string
  readonly file: string
  /** As written, in milliseconds and numbers. */
  readonly document: ScenarioDocument
  /** Of its manifests and its own, defaults set. */
  readonly objects: readonly InputObject[]
  /** Where a field stands in the file. */
  locate(path: readonly PathStep[]): Position
}
