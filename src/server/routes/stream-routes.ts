import type { FastifyInstance } from 'fastify'
import { machineClock } from '../../base/clock.ts'
import type { RunControl } from '../messages.ts'
import { busy, ServerProblem } from '../problems/problem.ts'
import { ClientSocket } from '../sockets/client-socket.ts'
import type { Services } from './api.ts'

/** How often a socket is asked whether it is still there. */
const pingEveryMs = 30_000
const upgradeHeaders = { upgrade: 'websocket' }

export interface SocketSettings {
  readonly version: string
  control(message: RunControl): Promise<void>
}

/** The open sockets of the server. */
export class OpenSockets {
  readonly #sockets = new Set<ClientSocket>()
  readonly #timer = setInterval(() => this.#ping(), pingEveryMs).unref()

  get count(): number {
    return this.#sockets.size
  }

  add(socket: ClientSocket): () => void {
    this.#sockets.add(socket)
    return () => this.#sockets.delete(socket)
  }

  end(reason: string): void {
    clearInterval(this.#timer)
    for (const socket of this.#sockets) socket.end(reason)
  }

  #ping(): void {
    for (const socket of this.#sockets) socket.ping()
  }
}

/** `GET /v1/stream`: the WebSocket (messages.ts says what passes over it). */
export function streamRoutes(
  app: FastifyInstance,
  { topics, settings, metrics }: Services,
  sockets: OpenSockets,
  { version, control }: SocketSettings,
): void {
  const { limits } = settings
  app.route({
    method: 'GET',
    url: '/v1/stream',
    schema: { hide: true },
    preValidation: async ({ ws }) => {
      if (!ws) throw new ServerProblem(426, 'E_ROUTE', 'a WebSocket is served here', upgradeHeaders)
      if (sockets.count >= limits.sockets)
        throw busy(`${limits.sockets} sockets are open, which is the most`, 10)
    },
    handler: () => {},
    wsHandler: (socket) => {
      const client = new ClientSocket(socket, {
        topics,
        subscriptionsMax: limits.subscriptionsPerSocket,
        version,
        nowMs: () => machineClock.nowMs(),
        control,
        countFrame: () => metrics.eventsSent.inc(),
      })
      const remove = sockets.add(client)
      socket.on('close', remove)
    },
  })
}
