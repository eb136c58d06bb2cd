import { basename } from 'node:path'
import { entryOf } from '../../base/entry-of.ts'
import { UserError } from '../../base/user-error.ts'
import { readScenario } from '../../simulation/scenario/read-scenario.ts'
import type { Scenario } from '../../simulation/scenario/scenario.ts'
import type { ScenarioTexts } from './run-request.ts'

/**
 * A scenario that came over the network: what it names as files came with it, and nothing else is read.
 * @throws UserError E_SCENARIO, E_YAML, E_FILE …
 */
export function readRunScenario({ name, text, files }: ScenarioTexts): Scenario {
  return readScenario({ file: `${name}.yaml`, text }, (path) => {
    const file = basename(path)
    const found = entryOf(files, file)
    if (found === undefined)
      throw new UserError(
        'E_FILE',
        `${path} did not come with the scenario (send it as another part of the form, or put its objects under "objects")`,
      )
    return { file, text: found }
  })
}
