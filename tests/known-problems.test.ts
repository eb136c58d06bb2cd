import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readScenarios } from '../src/cli/replay/scenario-files.ts'
import type { Scenario } from '../src/simulation/scenario/scenario.ts'

const scenarios = readScenarios(['scenarios/known'])

const preamble = `# Known problems, to replay

Problems that users of kube-proxy had, each reproduced by a scenario. To see one, and what it is like without its cause:

    ./kpe replay --without scenarios/known/14-dns-five-seconds.yaml

The comment at a file's head says what happens and why, and what of it is mechanism. Beside the mechanism: a toggle is the behaviour of another version than
the emulated one (1.36), an injection what the model has no mechanism for (both in [scenarios.md](scenarios.md)). This page is made of the files; to write it
anew: \`npx vitest run tests/known-problems.test.ts -u\`.`

describe('docs/known-problems.md', () => {
  it('is what scenarios/known makes of it', async () => {
    await expect(page()).toMatchFileSnapshot('../docs/known-problems.md')
  })

  it.each(scenarios)(
    '$name: says where it was reported, and what it is like without its cause',
    (scenario) => {
      expect(scenario.document.link).toMatch(/^https:\/\//)
      expect(scenario.without).toBeDefined()
    },
  )

  it.each(scenarios)('$name: says at its head what happens and why', ({ file }) => {
    const [first = '', ...lines] = readFileSync(file, 'utf8').split('\n')
    expect(first).toMatch(/^# yaml-language-server: \$schema=/)
    const comment = lines.slice(
      0,
      lines.findIndex((line) => !line.startsWith('#')),
    )
    expect(comment.join('').length).toBeGreaterThan(200)
  })

  it('has all twenty and those found since', () => {
    const numbers = new Set(scenarios.map(({ name }) => Number.parseInt(name, 10)))
    expect(numbers.size).toBeGreaterThanOrEqual(24)
  })
})

function page(): string {
  const rows = scenarios.map(row)
  const head = [
    '| | problem | modes | beside the mechanism | without its cause |',
    '|---|---|---|---|---|',
  ]
  return `${[preamble, [...head, ...rows].join('\n')].join('\n\n')}\n`
}

function row(scenario: Scenario): string {
  const { name, document } = scenario
  const { purpose, link = '', without, modes } = document
  const [, number = '', words = ''] = /^(\d+)-(.*)$/.exec(name) ?? []
  const problem = `[${words.replaceAll('-', ' ')}](../scenarios/known/${name}.yaml): ${purpose} [${reportOf(link)}](${link})`
  const cells = [
    number,
    problem,
    modes?.length === 3 ? 'all' : (modes?.join(', ') ?? 'all'),
    beside(scenario),
    without?.cause ?? '',
  ]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

function beside({ document: { cluster }, cause }: Scenario): string {
  const toggles = cluster?.toggles ?? []
  const injected = new Set(
    cause.events.flatMap(({ action }) => (action.kind === 'inject' ? action.injection : [])),
  )
  const texts = [
    ...toggles.map((toggle) => `toggle ${toggle}`),
    ...[...injected].map((injection) => `injected: ${injection}`),
  ]
  return texts.join(', ')
}

/** `kubernetes#56903`. */
function reportOf(link: string): string {
  const [, repository = '', number = ''] =
    /github\.com\/[^/]+\/([^/]+)\/\w+\/(\d+)/.exec(link) ?? []
  return repository === '' ? link : `${repository}#${number}`
}
