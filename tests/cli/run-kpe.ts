import { runProgram } from '../../src/cli/program.ts'

/** What a user sees of one command line. */
export interface Seen {
  readonly exitCode: number
  readonly out: string
  readonly err: string
}

/** Runs `kpe ARGS` in this process, without a terminal. */
export async function kpe(...args: string[]): Promise<Seen> {
  let out = ''
  let err = ''
  const exitCode = await runProgram(args, {
    environment: {},
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
    outIsTerminal: false,
    errIsTerminal: false,
    columns: 0,
    serve: async () => 0,
  })
  return { exitCode, out, err }
}
