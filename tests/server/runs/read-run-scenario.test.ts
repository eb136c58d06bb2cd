import { expect, it } from 'vitest'
import { readRunScenario } from '../../../src/server/runs/read-run-scenario.ts'
import { smallScenario } from '../small-scenario.ts'

const text = (manifest: string) => `purpose: Reads.\nduration: 1s\nmanifests: [${manifest}]\n`
const service =
  'apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { ports: [{ port: 80 }] }\n'

it('a scenario that holds its objects is read', () => {
  expect(readRunScenario(smallScenario).name).toBe('small')
})

it('what it names as files comes with it', () => {
  const read = readRunScenario({
    name: 's',
    text: text('../manifests/web.yaml'),
    files: { 'web.yaml': service },
  })
  expect(read.cause.initial.objects.some(({ metadata }) => metadata.name === 'a')).toBe(true)
})

it.each(['/etc/passwd', '../../package.json', 'web.yaml', '__proto__', 'constructor'])(
  'no file of this machine is read: %s',
  (path) => {
    expect(() => readRunScenario({ name: 's', text: text(path), files: {} })).toThrow(
      'did not come with the scenario',
    )
  },
)
