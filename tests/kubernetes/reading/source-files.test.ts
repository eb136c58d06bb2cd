import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSourceFiles } from '../../../src/kubernetes/reading/source-files.ts'

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifests-'))
  mkdirSync(join(folder, 'below'))
  for (const name of ['b.yml', 'a.yaml', 'c.json', 'readme.md', 'below/d.yaml'])
    writeFileSync(join(folder, name), `# ${name}`)
  writeFileSync(join(folder, 'latin.txt'), Buffer.from([0x61, 0x0a, 0x62, 0xe9]))
  mkdirSync(join(folder, 'empty'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const textsOf = (names: string[], options = {}) =>
  readSourceFiles(
    names.map((name) => (name === '-' ? name : join(folder, name))),
    options,
  ).map(({ text }) => text)

describe('files', () => {
  it('takes the manifests of a folder by name, and those of folders within where asked to', () => {
    expect(textsOf(['.'])).toEqual(['# a.yaml', '# b.yml', '# c.json'])
    expect(textsOf(['.'], { recursive: true })).toEqual([
      '# a.yaml',
      '# b.yml',
      '# below/d.yaml',
      '# c.json',
    ])
  })

  it('takes any file that is named outright, and standard input', () => {
    const readStandardInput = () => Buffer.from('\ufefffrom outside')
    expect(textsOf(['readme.md', '-'], { readStandardInput })).toEqual([
      '# readme.md',
      'from outside',
    ])
  })

  it.each([
    { names: ['nowhere.yaml'], code: 'E_FILE' },
    { names: ['empty'], code: 'E_FILE' },
    { names: ['latin.txt'], code: 'E_YAML' },
    { names: ['-', '-'], code: 'E_USAGE' },
  ])('refuses $names with $code', ({ names, code }) => {
    const readStandardInput = () => Buffer.from('')
    expect(() => textsOf(names, { readStandardInput })).toThrow(expect.objectContaining({ code }))
  })

  it('refuses a URL: there is no network here', () => {
    expect(() => readSourceFiles(['https://example.com/x.yaml'])).toThrow(
      expect.objectContaining({ code: 'E_UNSUPPORTED' }),
    )
  })
})
