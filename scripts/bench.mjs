// `npm run bench [-- NAME…]`: runs every file of bench/ (or those whose name contains NAME), each in a
// process of its own, and rewrites bench/results.md from what they print. A bench that is interrupted or
// fails leaves the last whole results as they were. Benches run as the program does: bundled.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release } from 'node:os'
import { join } from 'node:path'
import { build, install, projectFolder, say } from './prepare.mjs'

install()
const { bundleBench } = await import('./bundle-bench.mjs')
const folder = join(projectFolder, 'bench')
const resultsFile = join(folder, 'results.md')
const wanted = process.argv.slice(2)
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replace(/\.ts$/, ''))
  .sort()
const sections = readSections()
for (const name of names) {
  if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) continue
  say(`── ${name}`)
  // Those that ask a server start the built program.
  if (name.startsWith('serve-')) build()
  const file = join('node_modules', '.cache', 'bench', `${name}.mjs`)
  await bundleBench(join(folder, `${name}.ts`), join(projectFolder, file))
  const where = machine()
  const args = ['--expose-gc', file]
  const { status, stdout } = spawnSync(process.execPath, args, {
    cwd: projectFolder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64 * 1024 * 1024,
  })
  if (status !== 0) {
    say(`${name} failed: bench/results.md keeps what it had`)
    process.exit(1)
  }
  process.stdout.write(stdout)
  sections.set(`${name}${optionsOf(name)}`, `${where}\n\n${stdout.trim()}`)
  writeResults()
}

/** A bench that was told something by the environment has a section of its own, which a run without does not replace. */
function optionsOf(name) {
  const code = readFileSync(join(folder, `${name}.ts`), 'utf8')
  const told = Object.entries(process.env)
    .filter(([option]) => option.startsWith('KPE_') && code.includes(`process.env.${option}`))
    .map(([option, value]) => (value?.includes('/') ? option : `${option}=${value}`))
  return told.length === 0 ? '' : ` (${told.sort().join(', ')})`
}

function machine() {
  const [cpu] = cpus()
  const date = new Date().toISOString().slice(0, 10)
  const [load = 0] = loadavg()
  const versions = `Node ${process.version}, ${process.platform} ${release()}`
  const processors = `${cpus().length} × ${cpu?.model.trim() ?? 'unknown CPU'}`
  return `${date}, ${versions}, ${processors}; load average when it began ${load.toFixed(1)}`
}

/** The sections that the file has now, by name. */
function readSections() {
  if (!existsSync(resultsFile)) return new Map()
  const parts = readFileSync(resultsFile, 'utf8').split(/^## /m).slice(1)
  return new Map(
    parts.map((part) => {
      const end = part.indexOf('\n')
      return [part.slice(0, end), part.slice(end + 1).trim()]
    }),
  )
}

function writeResults() {
  const head = `# Results of the benches\n\nWritten by \`npm run bench\`; one of them alone: \`npm run bench -- NAME\`; with its options (ten minutes of the stream: \`KPE_STREAM_SECONDS=600 npm run bench -- serve-stream\`) in a section of its own. Ratios are of two things timed in one run.\nTwo revisions beside each other: \`node bench/compare.mjs A B NAME\`. Peers: \`bench/peers/README.md\`. Growth of every hot path: \`growth\`, below.\n`
  const body = names
    .flatMap((name) =>
      [...sections.keys()].filter((one) => one === name || one.startsWith(`${name} (`)).sort(),
    )
    .map((name) => `\n## ${name}\n\n${sections.get(name)}\n`)
  writeFileSync(`${resultsFile}.tmp`, [head, ...body].join(''))
  renameSync(`${resultsFile}.tmp`, resultsFile)
}
