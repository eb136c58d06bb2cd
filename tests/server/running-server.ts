import { pino } from 'pino'
import { createServer } from '../../src/server/server.ts'
import {
  defaultLimits,
  readSettings,
  type ServeArguments,
  type ServerLimits,
} from '../../src/server/server-settings.ts'
import { noStore } from '../../src/server/store/no-store.ts'
import type { Store } from '../../src/server/store/store.ts'
import { shopFiles } from './shop.ts'

export interface RunningServer {
  readonly url: string
  readonly port: number
  get(path: string, init?: RequestInit): Promise<Response>
  /** POST with a body of JSON. */
  post(path: string, body: unknown, init?: RequestInit): Promise<Response>
  /** Every route that there is, as fastify lists it: `GET /v1/clusters/:cluster`. */
  routes(): readonly string[]
  stop(): Promise<void>
}

export interface RunningServerOptions {
  readonly arguments?: Partial<ServeArguments>
  readonly limits?: Partial<ServerLimits>
  readonly store?: Store
}

/** A server that listens on a free port of this machine. */
export async function startServer(options: RunningServerOptions = {}): Promise<RunningServer> {
  const settings = readSettings(
    {
      host: '127.0.0.1',
      port: 0,
      allowHost: [],
      allowOrigin: [],
      logLevel: 'error',
      requestsPerSecond: 100_000,
      ...options.arguments,
    },
    {},
  )
  const server = await createServer(
    { ...settings, limits: { ...defaultLimits, ...options.limits }, threads: 2 },
    options.store ?? noStore,
    pino({ level: settings.logLevel }, { write: (line: string) => process.stderr.write(line) }),
  )
  const url = await server.app.listen({ host: '127.0.0.1', port: 0 })
  const get = (path: string, init: RequestInit = {}) => fetch(`${url}${path}`, init)
  return {
    url,
    port: Number(new URL(url).port),
    get,
    post: (path, body, init = {}) =>
      get(path, {
        method: 'POST',
        body: JSON.stringify(body),
        ...init,
        headers: { 'content-type': 'application/json', ...init.headers },
      }),
    routes: () => listRoutes(server.app.printRoutes({ commonPrefix: false })),
    stop: () => server.stop('the test is over'),
  }
}

/** Makes the example shop, as a form with files. */
export async function makeShop({ get }: RunningServer, query = 'name=shop'): Promise<Response> {
  const form = new FormData()
  for (const { file, bytes } of shopFiles)
    form.append('manifests', new Blob([Buffer.from(bytes)]), file)
  return get(`/v1/clusters?${query}`, { method: 'POST', body: form })
}

/** Of the tree that fastify draws: four characters a level. */
function listRoutes(tree: string): string[] {
  const path: string[] = []
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', part = '', methods] =
      /^((?:│ {3}| {4})*)[├└]── (\S+)(?: \((.*)\))?$/.exec(line) ?? []
    if (part === '') return []
    path.splice(indent.length / 4)
    path.push(part)
    return (methods ?? '')
      .split(', ')
      .filter((method) => method !== '')
      .map((method) => `${method} ${path.join('')}`)
  })
}
