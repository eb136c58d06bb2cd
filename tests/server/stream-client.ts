import { WebSocket } from 'ws'
import type { ClientMessage, ServerMessage, StreamEvent } from '../../src/server/messages.ts'

type MessageOf<Kind extends ServerMessage['kind']> = Extract<ServerMessage, { kind: Kind }>

/** A client of `/v1/stream` that remembers all it was sent. */
export class StreamClient {
  readonly closed: Promise<number>
  readonly #socket: WebSocket
  readonly #received: ServerMessage[] = []
  #wake: () => void = () => {}

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data: Buffer) => {
      this.#received.push(JSON.parse(data.toString()) as ServerMessage)
      this.#wake()
    })
    socket.on('error', () => {})
    this.closed = new Promise((resolve) => socket.on('close', resolve))
  }

  static async connect(
    url: string,
    options: { readonly headers?: Record<string, string>; readonly protocols?: string[] } = {},
  ): Promise<StreamClient> {
    const { headers = {}, protocols = [] } = options
    const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/stream`, protocols, { headers })
    const client = new StreamClient(socket)
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('unexpected-response', (_, response) =>
        reject(new Error(`status ${response.statusCode}`)),
      )
      socket.once('error', reject)
    })
    return client
  }

  send(message: ClientMessage): void {
    this.sendText(JSON.stringify(message))
  }

  sendText(text: string): void {
    this.#socket.send(text)
  }

  sendBytes(bytes: Uint8Array): void {
    this.#socket.send(bytes)
  }

  received<Kind extends ServerMessage['kind']>(kind: Kind): MessageOf<Kind>[] {
    return this.#received.filter((one): one is MessageOf<Kind> => one.kind === kind)
  }

  /** The first message of this kind, now or as soon as it comes. */
  async next<Kind extends ServerMessage['kind']>(kind: Kind): Promise<MessageOf<Kind>> {
    await this.until(() => this.received(kind).length > 0)
    const [first] = this.received(kind)
    if (first === undefined) throw new Error('it has come')
    return first
  }

  /** All events so far, once there are so many. */
  async events(count: number): Promise<StreamEvent[]> {
    const all = () => this.received('events').flatMap(({ events }) => events)
    await this.until(() => all().length >= count)
    return all()
  }

  get lastSequence(): number {
    const last = this.received('events').at(-1)
    return last === undefined ? 0 : last.firstSequence + last.events.length - 1
  }

  async until(done: () => boolean): Promise<void> {
    while (!done())
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
  }

  async close(): Promise<void> {
    this.#socket.close()
    await this.closed
  }
}
