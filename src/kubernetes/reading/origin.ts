import type { Position } from '../../base/user-error.ts'
import { findInJson } from './json-text.ts'
import { lineColumnOf, type PathStep, type SourceText } from './source-text.ts'
import { findInYaml } from './yaml/yaml-text.ts'

/**
 * Where a document, or an item of a list, stands in the user's input. Line and column are only looked up
 * when somebody asks: most documents are right, and JSON is read without positions.
 */
export class Origin implements Position {
  readonly file: string
  readonly #source: SourceText
  readonly #syntax: 'json' | 'yaml'
  /** Of the document in the text. */
  readonly #documentOffset: number
  /** From the document to this object: `items`, 3 within a list. */
  readonly #path: readonly PathStep[]
  #offset: number | undefined

  constructor(
    source: SourceText,
    syntax: 'json' | 'yaml',
    documentOffset: number,
    path: readonly PathStep[] = [],
    offset?: number,
  ) {
    this.file = source.file
    this.#source = source
    this.#syntax = syntax
    this.#documentOffset = documentOffset
    this.#path = path
    this.#offset = offset
  }

  get line(): number {
    return lineColumnOf(this.#source.text, this.#start()).line
  }

  get column(): number {
    return lineColumnOf(this.#source.text, this.#start()).column
  }

  /** The place of a field of this object, or of the nearest field around it that the input has. */
  locate(path: readonly PathStep[]): Position {
    const offset = this.#find([...this.#path, ...path])
    return { file: this.file, ...lineColumnOf(this.#source.text, offset) }
  }

  item(index: number, offset?: number): Origin {
    const path = [...this.#path, 'items', index]
    return new Origin(this.#source, this.#syntax, this.#documentOffset, path, offset)
  }

  #start(): number {
    this.#offset ??= this.#find(this.#path)
    return this.#offset
  }

  #find(path: readonly PathStep[]): number {
    return this.#syntax === 'json'
      ? findInJson(this.#source.text, this.#documentOffset, path)
      : findInYaml(this.#source, this.#documentOffset, path)
  }
}

/** The place of a field, as exactly as the object's own position allows. */
export function locateField(
  at: Position | undefined,
  path: readonly PathStep[],
): Position | undefined {
  return at instanceof Origin ? at.locate(path) : at
}
