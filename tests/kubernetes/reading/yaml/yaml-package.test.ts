import { expect, it } from 'vitest'
import { yamlPackage } from '../../../../src/kubernetes/reading/yaml/yaml-package.ts'

it('is loaded once', () => {
  expect(yamlPackage()).toBe(yamlPackage())
  expect(yamlPackage().parse('a: 1')).toEqual({ a: 1 })
})
