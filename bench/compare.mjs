// `node bench/compare.mjs REVISION_A REVISION_B NAME…`: runs these benches of two revisions in turn, three times each, and prints
// the ratio of every number in their tables (median of B ÷ median of A). Both have worktrees of their own, taken away again.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleBench } from '../scripts/bundle-bench.mjs'

const project = dirname(dirname(fileURLToPath(import.meta.url)))
const rounds = 3
const [revisionA, revisionB, ...names] = process.argv.slice(2)
if (revisionA === undefined || revisionB === undefined || names.length === 0) {
  console.error('usage: node bench/compare.mjs REVISION_A REVISION_B NAME…')
  process.exit(2)
}
const folder = mkdtempSync(join(tmpdir(), 'kpe-compare-'))
const trees = []
process.on('exit', cleanUp)
process.on('SIGINT', () => process.exit(130))
for (const [index, revision] of [revisionA, revisionB].entries()) {
  const tree = join(folder, 'ab'[index])
  trees.push(tree)
  run('git', ['worktree', 'add', '--detach', tree, revision], project)
  symlinkSync(join(project, 'node_modules'), join(tree, 'node_modules'))
}
for (const name of names) {
  for (const tree of trees)
    await bundleBench(join(tree, 'bench', `${name}.ts`), join(tree, 'bench', `${name}.mjs`))
  const outputs = [[], []]
  for (let round = 0; round < rounds; round += 1)
    for (const [index, tree] of trees.entries()) {
      console.error(`${name}, round ${round + 1} of ${rounds}, ${[revisionA, revisionB][index]}`)
      const args = ['--expose-gc', join('bench', `${name}.mjs`)]
      outputs[index].push(numbersOf(run(process.execPath, args, tree)))
    }
  console.log(`## ${name}: ${revisionB} ÷ ${revisionA}, medians of ${rounds}\n`)
  for (const [key, values] of medians(outputs[0])) {
    const other = medians(outputs[1]).get(key)
    if (other !== undefined && values !== 0) console.log(`${key}: ${(other / values).toFixed(2)}`)
  }
  console.log()
}

/** Every measured number of the tables, by the words of its row, the row's first cell, and its column. */
function numbersOf(text) {
  const numbers = new Map()
  let headers = []
  for (const line of text.split('\n')) {
    if (!line.startsWith('|')) {
      headers = []
      continue
    }
    const cells = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
    if (headers.length === 0) {
      headers = cells
      continue
    }
    const words = cells.filter((cell, index) => index === 0 || Number.isNaN(measuredIn(cell)))
    for (const [index, cell] of cells.entries())
      if (index > 0 && !headers[index].startsWith('target') && Number.isFinite(measuredIn(cell)))
        numbers.set(`${words.join(', ')} · ${headers[index]}`, measuredIn(cell))
  }
  return numbers
}

/** 3.43 µs and 0.00343 ms are the same. */
function measuredIn(cell) {
  const found = /^([\d.,]+)(?: (ns|µs|ms|s)\b)?/.exec(cell)
  const scale = { ns: 1e-9, µs: 1e-6, ms: 1e-3 }[found?.[2]] ?? 1
  return found === null ? Number.NaN : Number(found[1].replaceAll(',', '')) * scale
}

function medians(runs) {
  return new Map(
    [...(runs[0] ?? new Map()).keys()].map((key) => {
      const values = runs.map((one) => one.get(key) ?? Number.NaN).sort((a, b) => a - b)
      return [key, values[values.length >> 1]]
    }),
  )
}

function run(program, args, cwd) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' })
  if (status === 0) return stdout
  console.error(stderr.split('\n').slice(0, 5).join('\n'))
  process.exit(1)
}

function cleanUp() {
  for (const tree of trees)
    spawnSync('git', ['worktree', 'remove', '--force', tree], { cwd: project })
  rmSync(folder, { recursive: true, force: true })
}
