import { type ChildProcess, spawn } from 'node:child_process'

export interface CommandResult {
  /** Exit code; undefined: it could not be started, or a signal ended it. */
  readonly status: number | undefined
  readonly stdout: string
  readonly stderr: string
}

const running = new Set<ChildProcess>()

/** Ends the programs that still run, and waits until they are gone: none of them does anything afterwards. */
export async function stopSystemCommands(): Promise<void> {
  await Promise.all(
    [...running].map(
      (child) =>
        new Promise((resolve) => {
          child.once('close', resolve)
          child.kill('SIGKILL')
        }),
    ),
  )
}

/** Runs a program of the machine, with `input` as its standard input; never throws. */
export function runSystemCommand(
  argv: readonly [string, ...string[]],
  input = '',
): Promise<CommandResult> {
  const [program, ...rest] = argv
  return new Promise((resolve) => {
    const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'pipe'] })
    running.add(child)
    const [out, err]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on('data', (data: Buffer) => out.push(data))
    child.stderr.on('data', (data: Buffer) => err.push(data))
    const finish = (status: number | null, problem = '') => {
      running.delete(child)
      resolve({
        status: status ?? undefined,
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: `${Buffer.concat(err).toString('utf8')}${problem}`,
      })
    }
    child.on('error', (error) => finish(null, error.message))
    child.on('close', (status) => finish(status))
    // A program that ends without reading its input is told so by its status.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}
