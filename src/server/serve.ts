import { pino } from 'pino'
import { UserError } from '../base/user-error.ts'
import { createServer, type LaboratoryServer } from './server.ts'
import { readSettings, type ServeArguments } from './server-settings.ts'
import { openStore } from './store/level-store.ts'
import { noStore } from './store/no-store.ts'

/** The process around the server, handed in so that tests can stand in for it. */
export interface ServeHost {
  readonly environment: Readonly<Record<string, string | undefined>>
  out(text: string): void
  err(text: string): void
  /** Calls once when the server is to stop, with the reason. */
  onStop(stop: (reason: string) => void): void
}

/** A server that does not close within this time after it was told to is left as it is. */
const stopWithinMs = 10_000

/** `kpe serve`: until it is told to stop. @throws UserError where it cannot start */
export async function serve(options: ServeArguments, host: ServeHost): Promise<number> {
  const settings = readSettings(options, host.environment)
  const store =
    settings.data === undefined
      ? noStore
      : await openStore(settings.data, (text) => host.err(`warning: ${text}\n`))
  const logger = pino(
    { level: settings.logLevel, redact: ['req.headers.authorization', '*.token'] },
    { write: (line: string) => host.err(line) },
  )
  const server = await createServer(settings, store, logger)
  const stopped = new Promise<string>((resolve) => host.onStop(resolve))
  const url = await listen(server, settings.host, settings.port)
  host.out(`listening on ${url} (${url}/docs says what to ask)\n`)
  const reason = await stopped
  host.err(`stopping: ${reason}\n`)
  await Promise.race([
    server.stop(reason),
    new Promise((resolve) => setTimeout(resolve, stopWithinMs).unref()),
  ])
  return 0
}

async function listen({ app }: LaboratoryServer, host: string, port: number): Promise<string> {
  try {
    return await app.listen({ host, port })
  } catch (error) {
    throw new UserError('E_USAGE', `cannot listen on ${host}:${port}: ${(error as Error).message}`)
  }
}
