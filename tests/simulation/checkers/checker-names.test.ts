import { expect, it } from 'vitest'
import { checkerNames, checkers } from '../../../src/simulation/checkers/checker-names.ts'

it.each(checkerNames)('%s says in a sentence what it holds a run to', (name) =>
  expect(checkers[name as keyof typeof checkers]).toMatch(/^[A-Z].+\.$/),
)
