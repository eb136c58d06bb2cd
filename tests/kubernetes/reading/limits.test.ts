import { expect, it } from 'vitest'
import {
  fileBytesMax,
  yamlBytesMax,
  yamlDocumentBytesMax,
} from '../../../src/kubernetes/reading/limits.ts'

it('JSON may be larger than YAML, and a YAML file larger than one of its documents', () => {
  expect(fileBytesMax).toBeGreaterThan(yamlBytesMax)
  expect(yamlBytesMax).toBeGreaterThan(yamlDocumentBytesMax)
})
