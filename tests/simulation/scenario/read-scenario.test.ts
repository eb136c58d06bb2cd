import { describe, expect, it } from 'vitest'
import { isUserError } from '../../../src/base/user-error.ts'
import { readScenario } from '../../../src/simulation/scenario/read-scenario.ts'

const read = (...lines: string[]) =>
  readScenario({ file: 'a/quiet.yaml', text: lines.join('\n') }, (file) => ({
    file,
    text: `{apiVersion: v1, kind: Service, metadata: {name: ${file}}, spec: {ports: [{port: 80}]}}`,
  }))

const refusalOf = (...lines: string[]): string => {
  try {
    read(...lines)
    return 'nothing'
  } catch (error) {
    if (isUserError(error)) return error.describe()
    throw error
  }
}

describe('readScenario', () => {
  it('gives what was written, in milliseconds, with its objects', () => {
    const scenario = read(
      'purpose: Nothing happens.',
      'duration: 1m30s',
      'manifests: web',
      'objects:',
      '- {apiVersion: v1, kind: Service, metadata: {name: own}, spec: {ports: [{port: 80}]}}',
    )
    expect(scenario.name).toBe('quiet')
    expect(scenario.document.duration).toBe(90_000)
    expect(scenario.cause.initial.input.map(({ metadata }) => metadata.name)).toEqual([
      'web',
      'own',
    ])
    expect(scenario.locate(['objects', 0])).toEqual({ file: 'a/quiet.yaml', line: 5, column: 3 })
  })

  it.each([
    { name: 'a wrong duration', lines: ['purpose: P.', 'duration: 5'], want: 'a/quiet.yaml:2:1: ' },
    { name: 'two documents', lines: ['a: 1', '---', 'b: 1'], want: 'a/quiet.yaml: 2 documents' },
    { name: 'no document', lines: ['# nothing'], want: 'a/quiet.yaml: 0 documents' },
    {
      name: 'an object without a kind',
      lines: ['purpose: P.', 'duration: 5s', 'objects:', '- {a: 1}'],
      want: 'a/quiet.yaml:4:3: ',
    },
  ])('refuses $name', ({ lines, want }) => expect(refusalOf(...lines)).toContain(want))
})
