import { expect, it } from 'vitest'
import { toggleNames, toggles } from '../../../src/simulation/cluster/toggles.ts'

it.each(toggleNames)('%s names the change, and what a kube-proxy without it does', (name) => {
  expect(name).toMatch(/^(kubernetes#\d+|KEP-\d+)$/)
  expect(toggles[name]).toMatch(/^Without .+ \(1\.\d+\)/)
})
