// `npm start`: installs and builds what is missing, then shows the main job on the example shop
// (or, after `--`, on the user's own files).
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { build, install, projectFolder } from './prepare.mjs'

install()
build()
const main = join(projectFolder, 'dist', 'kpe', 'main.js')
const { status } = spawnSync(process.execPath, [main, 'demo', ...process.argv.slice(2)], {
  stdio: 'inherit',
})
process.exit(status ?? 1)
