import { expect, it } from 'vitest'
import { configurationFields, fieldsWithoutEffect } from '../../src/proxy/configuration-fields.ts'

it('every field without effect is one that there is', () => {
  expect([...fieldsWithoutEffect].filter((field) => !(field in configurationFields))).toEqual([])
})
