import { expect, it } from 'vitest'
import {
  injectionNames,
  injections,
} from '../../../../src/simulation/scenario/format/injection-names.ts'

it.each(injectionNames)('%s says in a sentence what happens', (name) =>
  expect(injections[name]).toMatch(/^[A-Z].+\.$/),
)
