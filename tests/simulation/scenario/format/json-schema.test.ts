import { expect, it } from 'vitest'
import { scenarioJsonSchema } from '../../../../src/simulation/scenario/format/json-schema.ts'

it('is what schema/scenario.schema.json holds (vitest -u writes it)', async () => {
  const text = `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`
  await expect(text).toMatchFileSnapshot('../../../../schema/scenario.schema.json')
})
