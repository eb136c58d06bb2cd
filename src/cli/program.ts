import { Command, CommanderError } from 'commander'
import { isUserError } from '../base/user-error.ts'
import { type ColorChoice, createColorsFor } from '../report/colors.ts'
import type { Run } from './command-io.ts'
import { defineCommands } from './commands.ts'
import type { Serve } from './serve-arguments.ts'

/** The process around the program, handed in so that tests can stand in for it. */
export interface ProgramHost {
  readonly environment: Readonly<Record<string, string | undefined>>
  out(text: string): void
  err(text: string): void
  readonly outIsTerminal: boolean
  readonly errIsTerminal: boolean
  readonly columns: number
  /** Loaded when `kpe serve` is called; its output is not held back. */
  readonly serve: Serve
}

/**
 * Runs one command line. Answers the exit code: 0 done, 1 an expectation failed or differences were
 * found, 2 bad usage or bad input. Results go to `out` only once the command knows its answer.
 */
export async function runProgram(args: readonly string[], host: ProgramHost): Promise<number> {
  let exitCode = 0
  const results: string[] = []
  const program = new Command('kpe')
  const start = async (color: ColorChoice, run: Run) => {
    exitCode = await run({
      out: (text) => results.push(text),
      err: (text) => host.err(text),
      progress: host.errIsTerminal,
      colors: createColorsFor(color, host.outIsTerminal, host.environment),
      columns: host.columns,
    })
  }
  defineCommands(program, start, async (options) => {
    exitCode = await host.serve(options)
  })
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => host.out(text),
      writeErr: (text) => host.err(text),
      getOutHelpWidth: () => Math.min(host.columns || 100, 100),
      getErrHelpWidth: () => Math.min(host.columns || 100, 100),
    })
  }
  try {
    await program.parseAsync([...args], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (!isUserError(error)) throw error
    host.err(`error: ${error.describe()}\n`)
    return 2
  }
  for (const text of results) host.out(text)
  return exitCode
}
