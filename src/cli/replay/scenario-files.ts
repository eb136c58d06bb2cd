import { dirname, join } from 'node:path'
import { UserError } from '../../base/user-error.ts'
import { readSourceFiles } from '../../kubernetes/reading/source-files.ts'
import type { SourceText } from '../../kubernetes/reading/source-text.ts'
import { readScenario } from '../../simulation/scenario/read-scenario.ts'
import type { Scenario } from '../../simulation/scenario/scenario.ts'

/**
 * Scenarios named outright, and all that stand in folders and folders within: there, files without a `purpose`
 * are the manifests of others.
 * @throws UserError E_FILE, E_SCENARIO …
 */
export function readScenarios(names: readonly string[]): Scenario[] {
  const scenarios = names.flatMap((name) => {
    const sources = readSourceFiles([name], { recursive: true })
    const isFile = sources.length === 1 && sources[0]?.file === name
    const found = isFile ? sources : sources.filter(({ text }) => /^purpose:/m.test(text))
    if (found.length === 0)
      throw new UserError('E_SCENARIO', 'no scenario in this folder (a file with a purpose)', {
        file: name,
      })
    return found
  })
  return scenarios.map((source) => readScenario(source, fileBeside(source)))
}

/** Files that a scenario names are looked for in its own folder. */
export function fileBeside(scenario: SourceText): (path: string) => SourceText {
  return (path) => {
    const [source] = readSourceFiles([join(dirname(scenario.file), path)])
    if (source === undefined) throw new UserError('E_FILE', `no file ${path}`)
    return source
  }
}
