import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** What a thread is started with. */
export interface WorkerFile {
  readonly file: string
  /** The file itself, where another one loads it. */
  readonly workerData?: { readonly file: string }
}

/** Where a thread's code is: beside this file, as source or compiled, or where the bundle has it. */
export function workerFile(name: string): WorkerFile {
  const here = fileURLToPath(import.meta.url)
  const folder = dirname(here)
  if (here.endsWith('.ts'))
    return {
      file: join(folder, '..', '..', '..', 'scripts', 'worker-from-source.mjs'),
      workerData: { file: pathToFileURL(join(folder, `${name}.ts`)).href },
    }
  const bundled = join(folder, 'server', 'workers', `${name}.js`)
  return { file: existsSync(bundled) ? bundled : join(folder, `${name}.js`) }
}
