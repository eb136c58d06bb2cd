import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fileBeside, readScenarios } from '../../../src/cli/replay/scenario-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'kpe-scenarios-'))
writeFileSync(join(folder, 'b.yaml'), 'purpose: B.\nduration: 1s\n')
writeFileSync(join(folder, 'a.yaml'), 'purpose: A.\nduration: 1s\nmanifests: web.yaml\n')
writeFileSync(
  join(folder, 'web.yaml'),
  'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { ports: [{ port: 80 }] }\n',
)

it('reads the scenarios of a folder by name, with the manifests beside them', () => {
  expect(readScenarios([folder]).map(({ name }) => name)).toEqual(['a', 'b'])
  expect(readScenarios([join(folder, 'b.yaml')]).map(({ document }) => document.purpose)).toEqual([
    'B.',
  ])
})

it("looks for files in the scenario's own folder", () => {
  const scenario = { file: join(folder, 'a.yaml'), text: '' }
  expect(fileBeside(scenario)('web.yaml').text).toContain('kind: Service')
})
