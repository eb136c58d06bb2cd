import { expect, it } from 'vitest'
import { validateWorkload } from '../../../src/kubernetes/validation/workload.ts'
import { theOnly } from '../manifests.ts'

it.each([
  { selector: '{matchLabels: {app: a}}', want: [] },
  {
    selector: '{matchLabels: {app: b}}',
    want: [
      'spec.template.metadata.labels: Invalid value: {"app":"a"}: `selector` does not match template `labels`',
    ],
  },
  {
    selector: '{}',
    want: ['spec.selector: Invalid value: {}: empty selector is invalid for deployment'],
  },
])('a Deployment that selects $selector', ({ selector, want }) => {
  const template = '{metadata: {labels: {app: a}}, spec: {containers: [{name: c}]}}'
  const text = `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {selector: ${selector}, template: ${template}}`
  expect(validateWorkload(theOnly('Deployment', text)).map((error) => error.text)).toEqual(want)
})
