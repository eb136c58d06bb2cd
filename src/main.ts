#!/usr/bin/env node
import { runProgram } from './cli/program.ts'

// A reader that goes away (`kpe rules … | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

const out = (text: string) => process.stdout.write(text)
const err = (text: string) => process.stderr.write(text)

process.exitCode = await runProgram(process.argv.slice(2), {
  environment: process.env,
  out,
  err,
  outIsTerminal: process.stdout.isTTY === true,
  errIsTerminal: process.stderr.isTTY === true,
  columns: process.stdout.columns ?? 0,
  serve: async (options) => {
    const { serve } = await import('./server/serve.ts')
    return serve(options, { environment: process.env, out, err, onStop })
  },
})

/** The first signal asks to stop; a second one does not wait. */
function onStop(stop: (reason: string) => void): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      stop(`${signal} received`)
      process.once(signal, () => process.exit(1))
    })
}
