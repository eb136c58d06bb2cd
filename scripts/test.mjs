// `npm test`: installs what is missing, then format and lint, types, build, and every test.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, install, projectFolder, run, say } from './prepare.mjs'

install()
const bin = (name) => join('node_modules', '.bin', name)
const stage = (name, command, args) => {
  const started = performance.now()
  say(`── ${name}`)
  run(command, args)
  say(`   ${((performance.now() - started) / 1000).toFixed(1)} s`)
}
stage('format and lint', bin('biome'), ['check', '--error-on-warnings', '.'])
stage('types', bin('tsc'), ['--noEmit'])
build()

say('── tests')
const folder = mkdtempSync(join(tmpdir(), 'kpe-test-'))
const report = join(folder, 'report.json')
const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
const { status } = spawnSync(bin('vitest'), [...args, ...process.argv.slice(2)], {
  cwd: projectFolder,
  stdio: ['ignore', 'inherit', 'inherit'],
})
const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0 } = readReport()
rmSync(folder, { recursive: true, force: true })
console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`)
process.exit(status === 0 && numPassedTests > 0 ? 0 : 1)

function readReport() {
  try {
    return JSON.parse(readFileSync(report, 'utf8'))
  } catch {
    return {}
  }
}
