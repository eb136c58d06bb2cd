import { type Command, Option } from 'commander'
import { collect, count, examples } from './flags.ts'

/** What `kpe serve` may be told; the server itself is none of the command line's business. */
export interface ServeArguments {
  readonly host: string
  readonly port: number
  readonly token?: string
  /** Folder; absent: nothing outlives the process. */
  readonly data?: string
  readonly allowHost: readonly string[]
  readonly allowOrigin: readonly string[]
  readonly logLevel: LogLevel
  readonly requestsPerSecond: number
}

export const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof logLevels)[number]

/** Runs the server until it is told to stop; answers the exit code. */
export type Serve = (options: ServeArguments) => Promise<number>
export type StartServer = (options: ServeArguments) => Promise<void>

/** Its flags; what it does is loaded when it is called. */
export function defineServe(program: Command, serve: StartServer): void {
  program
    .command('serve')
    .description('HTTP and WebSocket API: everything here, for programs and pages')
    .helpOption('-h, --help', 'print help')
    .option(
      '--host <address>',
      'address to listen on; another than 127.0.0.1 needs a token',
      '127.0.0.1',
    )
    .option('--port <port>', 'port to listen on; 0: a free one', count(65_535), 8080)
    .option('--token <token>', 'what clients must send as a bearer token (better: KPE_TOKEN)')
    .option('--data <dir>', 'keep clusters, scenarios and finished runs there')
    .option('--allow-host <name>', 'a name that it may be asked under; repeatable', collect, [])
    .option('--allow-origin <url>', 'pages of this origin may use it; repeatable', collect, [])
    .option('--requests-per-second <n>', 'of one client', count(1_000_000), 5_000)
    .addOption(
      new Option('--log-level <level>', 'logs go to stderr').choices(logLevels).default('warn'),
    )
    .addHelpText(
      'after',
      examples(
        'kpe serve',
        'kpe serve --port 9000 --data ~/.kpe',
        'KPE_TOKEN=$(openssl rand -hex 24) kpe serve --host 0.0.0.0 --allow-host lab.example.com',
      ),
    )
    .action(serve)
}
