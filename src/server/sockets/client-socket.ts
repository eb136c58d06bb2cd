import type { WebSocket } from 'ws'
import { isUserError, UserError } from '../../base/user-error.ts'
import { parseJson } from '../body/request-body.ts'
import type { RunControl, ServerMessage, Topic } from '../messages.ts'
import { clientMessageSchema } from '../schemas/stream-schemas.ts'
import { type FrameSink, framesPerSecondMax, Subscription } from './subscription.ts'
import { keyOf, type Topics } from './topics.ts'

export interface ClientSocketContext {
  readonly topics: Topics
  readonly subscriptionsMax: number
  readonly version: string
  readonly nowMs: () => number
  /** Does to a run what a client wishes. @throws UserError */
  control(message: RunControl): Promise<void>
  countFrame(): void
}

/** Messages that a client may send within a second before it is sent away. */
const messagesPerSecondMax = 100

/** Two minutes, as often as sockets are asked. */
const unansweredPingsMax = 4

/** Close codes (RFC 6455, and the registered ones from 1012 on). */
export const closeCode = { goingAway: 1001, policy: 1008, tooBig: 1009, restart: 1012 } as const

/** One client's WebSocket: its subscriptions, and what it asks for. */
export class ClientSocket {
  readonly #socket: WebSocket
  readonly #context: ClientSocketContext
  readonly #subscriptions = new Map<string, { subscription: Subscription; endWatch: () => void }>()
  #messages = 0
  #countedFromMs = 0
  #unansweredPings = 0

  constructor(socket: WebSocket, context: ClientSocketContext) {
    this.#socket = socket
    this.#context = context
    socket.on('message', (data, isBinary) => void this.#receive(data as Buffer, isBinary))
    socket.on('pong', () => {
      this.#unansweredPings = 0
    })
    socket.on('close', () => this.#closeAll())
    // A frame that is no WebSocket frame, or too big: ws closes, and says so here.
    socket.on('error', () => socket.terminate())
    this.#send({ kind: 'hello', version: context.version, framesPerSecondMax })
  }

  /** Ends a socket whose client answers no longer: one that is only slow has its pings behind what it has yet to read. */
  ping(): void {
    if (this.#unansweredPings < unansweredPingsMax) this.#socket.ping()
    else this.#socket.terminate()
    this.#unansweredPings += 1
  }

  /** Says why, then closes. */
  end(reason: string): void {
    this.#send({ kind: 'goodbye', reason })
    this.#socket.close(closeCode.goingAway, reason.slice(0, 100))
  }

  async #receive(data: Buffer, isBinary: boolean): Promise<void> {
    try {
      this.#countMessage()
      if (isBinary) throw new UserError('E_BODY', 'a binary frame, expected JSON as text')
      const read = clientMessageSchema.safeParse(parseJson(data))
      if (!read.success) throw new UserError('E_BODY', describeIssue(read.error.issues[0]))
      await this.#obey(read.data)
    } catch (error) {
      if (!isUserError(error)) throw error
      this.#send({ kind: 'error', code: error.code, detail: error.message })
    }
  }

  async #obey(message: ReturnType<typeof clientMessageSchema.parse>): Promise<void> {
    switch (message.kind) {
      case 'subscribe':
        return this.#subscribe(message.topic, message.after, message.connection)
      case 'unsubscribe':
        return this.#unsubscribe(message.topic)
      case 'resume':
        return this.#context.control({
          kind: 'resume',
          run: message.run,
          ...(message.speed === undefined ? {} : { speed: message.speed }),
        })
      case 'step':
        return this.#context.control({
          kind: 'step',
          run: message.run,
          actions: message.actions ?? 1,
        })
      default:
        return this.#context.control(message)
    }
  }

  #subscribe(topic: Topic, after: number | undefined, connection: number | undefined): void {
    const { topics, subscriptionsMax, nowMs } = this.#context
    const log = topics.find(topic)
    if (log === undefined) throw new UserError('E_UNKNOWN_OBJECT', `no ${keyOf(topic)}`)
    const key = keyOf(topic)
    this.#drop(key)
    if (this.#subscriptions.size >= subscriptionsMax)
      throw new UserError(
        'E_LIMIT',
        `${subscriptionsMax} subscriptions a socket, which is the most`,
      )
    this.#send({ kind: 'subscribed', topic, lastSequence: log.last })
    const socket = this.#socket
    const sink: FrameSink = {
      send: (frame) => this.#sendText(frame),
      get bufferedBytes() {
        return socket.bufferedAmount
      },
    }
    const subscription = new Subscription(log, sink, {
      after: after ?? log.last,
      connection,
      nowMs,
    })
    const endWatch = topics.onEnd(topic, (reason) => {
      this.#drop(key)
      this.#send({ kind: 'unsubscribed', topic })
      this.#send({ kind: 'goodbye', reason })
    })
    this.#subscriptions.set(key, { subscription, endWatch })
  }

  #unsubscribe(topic: Topic): void {
    this.#drop(keyOf(topic))
    this.#send({ kind: 'unsubscribed', topic })
  }

  #drop(key: string): void {
    const known = this.#subscriptions.get(key)
    known?.subscription.close()
    known?.endWatch()
    this.#subscriptions.delete(key)
  }

  #closeAll(): void {
    for (const key of [...this.#subscriptions.keys()]) this.#drop(key)
  }

  #countMessage(): void {
    const nowMs = this.#context.nowMs()
    if (nowMs - this.#countedFromMs > 1_000) {
      this.#countedFromMs = nowMs
      this.#messages = 0
    }
    this.#messages += 1
    if (this.#messages <= messagesPerSecondMax) return
    this.#socket.close(closeCode.policy, `more than ${messagesPerSecondMax} messages a second`)
    throw new UserError('E_BUSY', `more than ${messagesPerSecondMax} messages a second`)
  }

  #send(message: ServerMessage): void {
    this.#sendText(JSON.stringify(message))
  }

  #sendText(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    this.#socket.send(text)
    this.#context.countFrame()
  }
}

function describeIssue(
  issue: { readonly path: PropertyKey[]; readonly message: string } | undefined,
) {
  const path = issue?.path.map(String).join('.') ?? ''
  return `message${path === '' ? '' : `.${path}`}: ${issue?.message ?? 'not as expected'}`
}
