import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'

/** What the linter cannot say about this repository. */

const filesBelow = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
    : []
const read = (file: string) => readFileSync(file, 'utf8')

const sources = filesBelow('src').filter((file) => file.endsWith('.ts'))
const tests = filesBelow('tests').filter((file) => file.endsWith('.ts'))
const entryPoints = ['src/main.ts', 'src/library.ts']

/** A file of types alone leaves nothing to run. */
const hasRuntimeCode = (text: string) =>
  /^(export )?(async )?(const|let|function|class|abstract class)\b/m.test(text)

const importsOf = (file: string): string[] =>
  [...read(file).matchAll(/(?:from|import\()\s*'(\.{1,2}\/[^']+)'/g)].map((match) =>
    normalize(join(dirname(file), match[1] ?? '')),
  )

describe('the repository is tidy', () => {
  it.each(sources.filter((file) => hasRuntimeCode(read(file))))('%s has its test', (file) => {
    expect(existsSync(file.replace(/^src\//, 'tests/').replace(/\.ts$/, '.test.ts'))).toBe(true)
  })

  it('has no dead file: everything in src is imported by src, or is an entry point', () => {
    const imported = new Set(sources.flatMap(importsOf))
    expect(sources.filter((file) => !imported.has(file) && !entryPoints.includes(file))).toEqual([])
  })

  it('keeps files at 300 lines at most', () => {
    const long = [...sources, ...tests, ...filesBelow('bench')]
      .filter((file) => file.endsWith('.ts'))
      .map((file) => ({ file, lines: read(file).split('\n').length - 1 }))
      .filter(({ lines }) => lines > 300)
    expect(long).toEqual([])
  })

  it('asks for time and chance only in src/base', () => {
    const offenders = sources
      .filter((file) => !file.startsWith('src/base/'))
      .filter((file) => /Date\.now\(|Math\.random\(|new Date\(\)/.test(read(file)))
    expect(offenders).toEqual([])
  })

  it('runs every test that it has', () => {
    const switches = new RegExp(
      String.raw`\b(it|test|describe)\.(${['skip', 'todo', 'only', 'fails'].join('|')})\b`,
    )
    expect(tests.filter((file) => switches.test(read(file)))).toEqual([])
  })

  it('keeps the folders at a dozen files and a few', () => {
    const crowded = groupByFolder(sources)
    expect([...crowded].filter(([, files]) => files.length > 20).map(([folder]) => folder)).toEqual(
      [],
    )
  })
})

function groupByFolder(files: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const file of files) groups.set(dirname(file), [...(groups.get(dirname(file)) ?? []), file])
  return groups
}
