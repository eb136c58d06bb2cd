import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { toggleNames, toggles } from '../../src/proxy/toggles.ts'

it.each(toggleNames)('%s names the change, and what a kube-proxy does because of it', (name) => {
  expect(name).toMatch(/^(kubernetes#\d+|KEP-\d+)$/)
  expect(toggles[name]).toMatch(
    /^(Without .+ \(1\.\d+\)|With .+ before 1\.\d+|With a fix that came after 1\.36)/,
  )
})

it.each(toggleNames)('%s is in docs/scenarios.md', (name) => {
  expect(readFileSync('docs/scenarios.md', 'utf8')).toContain(`| \`${name}\` | ${toggles[name]} |`)
})
