import { isIP } from 'node:net'
import { availableParallelism } from 'node:os'
import { UserError } from '../base/user-error.ts'

/** What `kpe serve` may be told. */
export interface ServeArguments {
  readonly host: string
  readonly port: number
  readonly token?: string
  /** Folder; absent: nothing is kept. */
  readonly data?: string
  readonly allowHost: readonly string[]
  readonly allowOrigin: readonly string[]
  readonly logLevel: LogLevel
  readonly requestsPerSecond: number
}

export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug'

export interface ServerSettings extends Omit<ServeArguments, 'token'> {
  readonly token: string | undefined
  readonly limits: ServerLimits
  readonly threads: number
}

/** What the server takes on; whoever reaches one is told which. */
export interface ServerLimits {
  readonly clusters: number
  readonly scenarios: number
  readonly runsKept: number
  readonly runsQueued: number
  /** A run that is paused or plays at a speed has its thread so long while others wait. */
  readonly runTurnMs: number
  /** A paused run that nobody told anything for so long makes room where there is none. */
  readonly runPausedMs: number
  readonly jobsKept: number
  /** Waiting or under way. */
  readonly jobsQueued: number
  /** Of what came with jobs that are not over. */
  readonly jobBytesHeld: number
  readonly jobMs: number
  readonly sockets: number
  readonly subscriptionsPerSocket: number
  readonly manifestBytes: number
  readonly scenarioBytes: number
  readonly bodyBytes: number
  readonly queuedPerCluster: number
  readonly answerWithinMs: number
  readonly threadMegabytes: number
}

export const defaultLimits: ServerLimits = {
  clusters: 64,
  scenarios: 500,
  runsKept: 200,
  runsQueued: 32,
  runTurnMs: 10_000,
  runPausedMs: 60 * 60_000,
  jobsKept: 50,
  jobsQueued: 8,
  jobBytesHeld: 256 * 1024 * 1024,
  jobMs: 15 * 60_000,
  sockets: 500,
  subscriptionsPerSocket: 32,
  manifestBytes: 128 * 1024 * 1024,
  scenarioBytes: 16 * 1024 * 1024,
  bodyBytes: 1024 * 1024,
  queuedPerCluster: 256,
  answerWithinMs: 120_000,
  threadMegabytes: 2_048,
}

const tokenLengthMin = 16

/**
 * @throws UserError E_USAGE for an address that is not this machine's own, without a token: anybody on the
 * network could use the server
 */
export function readSettings(
  options: ServeArguments,
  environment: Readonly<Record<string, string | undefined>>,
): ServerSettings {
  const token = options.token ?? environment.KPE_TOKEN
  if (token !== undefined && token.length < tokenLengthMin)
    throw new UserError(
      'E_USAGE',
      `the token has ${token.length} characters; at least ${tokenLengthMin} are needed`,
    )
  if (!isLoopback(options.host) && token === undefined)
    throw new UserError(
      'E_USAGE',
      `--host ${options.host} can be reached from other machines: give a token (KPE_TOKEN, or --token), or stay on 127.0.0.1`,
    )
  return {
    ...options,
    allowHost: options.allowHost.map(hostNameOf),
    allowOrigin: options.allowOrigin.map(originOf),
    token,
    limits: defaultLimits,
    threads: Math.max(2, Math.min(4, availableParallelism())),
  }
}

/** @throws UserError E_USAGE where it is no name: with a port it would never be met */
function hostNameOf(text: string): string {
  if (/^([a-z0-9._-]+|[0-9a-f:.]+)$/i.test(text)) return text.toLowerCase()
  throw new UserError(
    'E_USAGE',
    `--allow-host ${text}: expected a name or an address, without port`,
  )
}

/** As browsers write it. @throws UserError E_USAGE where it is none; `*` would let every page in */
function originOf(text: string): string {
  const origin = URL.canParse(text) ? new URL(text).origin : 'null'
  if (origin !== 'null' && text.replace(/\/$/, '').toLowerCase() === origin) return origin
  throw new UserError(
    'E_USAGE',
    `--allow-origin ${text}: expected a scheme, a name, and a port that is not the scheme's own (https://page.example.com)`,
  )
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}
