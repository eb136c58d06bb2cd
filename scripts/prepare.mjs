// Installs and builds what is missing or older than its source. Node's own modules only: nothing else
// may be there yet.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const projectFolder = dirname(dirname(fileURLToPath(import.meta.url)))
const cacheFolder = join(projectFolder, 'node_modules', '.cache')

/** Installs the locked packages unless exactly these are installed. */
export function install() {
  const wanted = hashOf(['package.json', 'package-lock.json'])
  const stamp = join(cacheFolder, 'installed')
  if (readIfThere(stamp) === wanted) return
  say('installing packages (once) …')
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  writeStamp(stamp, wanted)
}

/** Makes dist/ of src/, the library and the program, unless it is up to date. */
export function build() {
  const wanted = hashOf([
    ...filesBelow('src'),
    join('scripts', 'bundle.mjs'),
    'tsconfig.json',
    'tsconfig.build.json',
    'package-lock.json',
  ])
  const stamp = join(cacheFolder, 'built')
  if (existsSync(join(projectFolder, 'dist')) && readIfThere(stamp) === wanted) return
  say('building …')
  run(process.execPath, [
    join('node_modules', 'typescript', 'bin', 'tsc'),
    '-p',
    'tsconfig.build.json',
  ])
  run(process.execPath, [join('scripts', 'bundle.mjs')])
  writeStamp(stamp, wanted)
}

/** Runs a command in the project's folder; ends this program with its exit code if it fails. */
export function run(command, args, options = {}) {
  const { status, signal, error } = spawnSync(command, args, {
    cwd: projectFolder,
    stdio: ['ignore', 2, 2],
    ...options,
  })
  if (error !== undefined) say(`${command}: ${error.message}`)
  if (status !== 0) process.exit(signal === null ? (status ?? 1) : 1)
}

export function say(text) {
  process.stderr.write(`${text}\n`)
}

function filesBelow(folder) {
  return readdirSync(join(projectFolder, folder), { recursive: true })
    .map((name) => join(folder, name))
    .filter((name) => statSync(join(projectFolder, name)).isFile())
    .sort()
}

function hashOf(names) {
  const hash = createHash('sha256').update(process.version)
  for (const name of names) hash.update(name).update(readFileSync(join(projectFolder, name)))
  return hash.digest('hex')
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

function writeStamp(file, text) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
