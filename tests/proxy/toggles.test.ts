import { expect, it } from 'vitest'
import { toggleNames, toggles } from '../../src/proxy/toggles.ts'

it.each(toggleNames)('%s names the change, and what a kube-proxy does because of it', (name) => {
  expect(name).toMatch(/^(kubernetes#\d+|KEP-\d+)$/)
  expect(toggles[name]).toMatch(
    /^(Without .+ \(1\.\d+\)|With .+ before 1\.\d+|With a fix that came after 1\.36)/,
  )
})
