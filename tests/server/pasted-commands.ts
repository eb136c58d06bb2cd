import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'

/** The curl commands that a page shows, in order: lines that are indented by four. */
export function curlCommandsIn(page: string): string[] {
  return readFileSync(page, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('    curl '))
    .map((line) => line.trim())
}

/** Runs a command in a shell, as pasted, but for the port. */
export async function paste(command: string, port: number): Promise<string> {
  const text = command.replaceAll('localhost:8080', `localhost:${port}`)
  const { stdout } = await promisify(execFile)('bash', ['-c', text], { maxBuffer: 1e8 })
  return stdout
}
