import { basename } from 'node:path'
import { isUserError, UserError } from '../../base/user-error.ts'
import type { InputObject } from '../../kubernetes/objects/input-object.ts'
import { formatReference, referenceOf } from '../../kubernetes/objects/kubernetes-object.ts'
import { Origin } from '../../kubernetes/reading/origin.ts'
import { describeSkipped, readObjects } from '../../kubernetes/reading/read-objects.ts'
import type { PathStep, SourceText } from '../../kubernetes/reading/source-text.ts'
import { readYamlChunk, splitYaml } from '../../kubernetes/reading/yaml/yaml-text.ts'
import { type ScenarioDocument, scenarioDocument } from './format/scenario-document.ts'
import type { Locate } from './reading/draft.ts'
import { formatError, valueAt } from './reading/format-error.ts'
import { readInlineObjects } from './reading/inline-objects.ts'
import { documentWithout, readPart } from './reading/scenario-part.ts'
import type { Scenario, ScenarioPart } from './scenario.ts'

/** A scenario is read by people; more is none. */
const scenarioCharactersMax = 4 * 1024 * 1024

/**
 * Reads and checks a scenario. `readFile` gives what `manifests` and `apply` name: paths relative to the
 * scenario's own folder.
 * @throws UserError E_SCENARIO, E_YAML, E_LIMIT, E_INVALID …, with file, line and column
 */
export function readScenario(source: SourceText, readFile: (path: string) => SourceText): Scenario {
  const text = readDocument(source)
  const parsed = scenarioDocument.safeParse(text.value)
  if (!parsed.success) throw formatError(parsed.error.issues, text.value, text.locate)
  return new Reader(source, text, readFile).read(parsed.data)
}

interface DocumentText {
  readonly value: unknown
  readonly offset: number
  readonly locate: Locate
}

function readDocument(source: SourceText): DocumentText {
  if (source.text.length > scenarioCharactersMax)
    throw new UserError(
      'E_LIMIT',
      `${source.text.length} characters; a scenario has at most ${scenarioCharactersMax}`,
      { file: source.file },
    )
  const values = splitYaml(source.text).flatMap((chunk) => readYamlChunk(source, chunk))
  const [first, second] = values
  if (first === undefined || second !== undefined)
    throw new UserError('E_SCENARIO', `${values.length} documents, expected one scenario`, {
      file: source.file,
    })
  const { value, offset } = first
  const origin = new Origin(source, 'yaml', offset, [], offset)
  return { value, offset, locate: (path) => origin.locate(path) }
}

type Manifests = readonly Readonly<Record<string, unknown>>[]

class Reader {
  readonly #source: SourceText
  readonly #text: DocumentText
  readonly #readFile: (path: string) => SourceText
  readonly #notes = new Set<string>()

  constructor(source: SourceText, text: DocumentText, readFile: (path: string) => SourceText) {
    this.#source = source
    this.#text = text
    this.#readFile = readFile
  }

  read(document: ScenarioDocument): Scenario {
    const { file } = this.#source
    const { locate } = this.#text
    const objects = [
      ...(document.manifests ?? []).flatMap((path, index) =>
        this.#fileObjects(path, ['manifests', index]),
      ),
      ...this.#inline(document.objects ?? [], ['objects']),
    ]
    const cause = readPart({
      ...this.#draft(objects, this.#text.locate),
      document,
      expectPath: ['expect'],
      skip: [],
    })
    const without = this.#without(document, objects)
    for (const note of [...cause.initial.notes, ...(without?.initial.notes ?? [])])
      this.#notes.add(note)
    return {
      name: basename(file).replace(/\.(ya?ml|json)$/, ''),
      file,
      document,
      notes: [...this.#notes],
      cause,
      without,
      locate,
    }
  }

  #without(document: ScenarioDocument, objects: readonly InputObject[]): ScenarioPart | undefined {
    const { without } = document
    if (without === undefined) return undefined
    const others = this.#inline(without.objects ?? [], ['without', 'objects'])
    const { locate, value } = this.#text
    const locateChanged: Locate = (path) =>
      valueAt(value, ['without', ...path]) === undefined
        ? locate(path)
        : locate(['without', ...path])
    return readPart({
      ...this.#draft(replaced(objects, others), locateChanged),
      document: documentWithout(document, locate),
      expectPath: ['without', 'expect'],
      skip: without.skip ?? [],
    })
  }

  #draft(objects: readonly InputObject[], locate: Locate) {
    return {
      objects,
      locate,
      objectsAt: (apply: string | Manifests, path: readonly PathStep[]) =>
        typeof apply === 'string' ? this.#fileObjects(apply, path) : this.#inline(apply, path),
    }
  }

  #inline(objects: Manifests, path: readonly PathStep[]): InputObject[] {
    return readInlineObjects(objects, this.#source, this.#text.offset, path)
  }

  #fileObjects(name: string, path: readonly PathStep[]): readonly InputObject[] {
    const file = this.#file(name, path)
    const { objects, skipped } = readObjects([file])
    const note = describeSkipped(skipped)
    if (note !== undefined) this.#notes.add(note)
    return objects
  }

  /** An error tells where the scenario names the file. */
  #file(name: string, path: readonly PathStep[]): SourceText {
    try {
      return this.#readFile(name)
    } catch (error) {
      if (!isUserError(error)) throw error
      throw new UserError(error.code, `${name}: ${error.message}`, this.#text.locate(path))
    }
  }
}

/** As `kubectl apply` does. */
function replaced(
  objects: readonly InputObject[],
  others: readonly InputObject[],
): readonly InputObject[] {
  const names = new Set(others.map((object) => formatReference(referenceOf(object))))
  return [
    ...objects.filter((object) => !names.has(formatReference(referenceOf(object)))),
    ...others,
  ]
}
