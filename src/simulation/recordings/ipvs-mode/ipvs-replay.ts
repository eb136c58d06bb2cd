import { createSeededChance } from '../../../base/seeded-chance.ts'
import type { NodeKernel } from '../../../kernel/node-kernel.ts'
import {
  type Address,
  formatAddress,
  formatEndpoint,
  parseAddress,
} from '../../../packet/address.ts'
import { exchangeData, type OpenConnection } from '../../data-exchange.ts'
import type { End } from '../../exchange-packets.ts'
import type { ExchangeResult } from '../../exchange-result.ts'
import type { Surroundings } from '../../exchange-surroundings.ts'
import { answerOf, describeDifference } from '../netfilter/packet-answer.ts'
import { type PacketReplay, StateReplay } from '../netfilter/state-replay.ts'
import type { IpvsPacket, IpvsResult } from './recorded-ipvs-state.ts'

/**
 * An established connection's data is sent again after 200 ms (the tail loss probe of tcp_output.c), 200 ms after
 * that (TCP_RTO_MIN), and from there on twice as late each time.
 */
const firstRetransmissionMs = 200
const defaultTimeoutMs = 100

/** Data that nobody has answered: the recorder gives up, but leaves the socket open. */
interface Unanswered {
  readonly open: OpenConnection
  atMs: number
  /** Until the one after that. */
  waitMs: number
}

/** Sends recorded packets one after another; TCP connections with a name stay open, and get more data later. */
export class IpvsReplay {
  readonly #kernel: NodeKernel
  readonly #surroundings: Surroundings
  readonly #reachesNode: (destination: Address) => boolean
  readonly #packets: StateReplay
  readonly #open = new Map<string, OpenConnection>()
  readonly #chance = createSeededChance(1)
  readonly #unanswered = new Set<Unanswered>()
  /** Sockets for datagrams that stay open: the source that the kernel chose when they were connected. */
  readonly #sources = new Map<string, Address>()

  /** `reachesNode`: whether what a client sends to an address comes to the node at all. */
  constructor(
    kernel: NodeKernel,
    surroundings: Surroundings,
    reachesNode: (destination: Address) => boolean = () => true,
  ) {
    this.#kernel = kernel
    this.#surroundings = surroundings
    this.#reachesNode = reachesNode
    this.#packets = new StateReplay(kernel, surroundings)
  }

  /** Lets time pass: what was not answered is sent again. */
  advance(nowMs: number): void {
    for (;;) {
      const due = [...this.#unanswered].filter(({ atMs }) => atMs <= nowMs)
      const [next] = due.sort((a, b) => a.atMs - b.atMs)
      if (next === undefined) return
      this.#sendAgain(next)
    }
  }

  send(packet: IpvsPacket, recorded: IpvsResult | undefined, nowMs: number): PacketReplay {
    // The recorder could not bind its socket: nothing was sent.
    if (recorded?.outcome === 'error' && recorded.error?.startsWith('[Errno ') === true)
      return certainReplay(recorded, recorded)
    if (packet.from === 'client' && !this.#reachesNode(parseAddress(packet.dst)))
      return certainReplay({ outcome: 'dropped' }, recorded)
    const name = packet.proto === 'tcp' ? packet.conn : undefined
    const open = name === undefined ? undefined : this.#open.get(name)
    if (packet.data === true && name !== undefined && open !== undefined)
      return this.#sendData(packet, name, open, recorded, nowMs)
    const source = this.#sourceOf(packet)
    const replay = this.#packets.send(this.#asSent(packet, source), recorded, nowMs)
    if (name !== undefined) this.#keep(name, packet, replay.answer)
    const withMore = <Result extends IpvsResult>(result: Result) => ({
      ...result,
      ...moreOf(packet, source, result),
    })
    const answer = withMore(replay.answer)
    return {
      ...replay,
      answer,
      possible: replay.possible.map(withMore),
      difference: replay.difference ?? differenceInMore(recorded, answer),
    }
  }

  #keep(name: string, packet: IpvsPacket, answer: PacketReplay['answer']): void {
    const { where, backend, seen_src: seen, reply_ok: isAnswered } = answer
    if (isAnswered !== true || backend === undefined || seen === undefined) return
    const destination = { address: parseAddress(packet.dst), port: packet.dport ?? 0 }
    const source = this.#sourceOf(packet)
    if (source === undefined) return
    this.#open.set(name, {
      from: packet.from,
      source,
      destination,
      where: where as OpenConnection['where'],
      backend: endOf(backend),
      seenSource: endOf(seen),
    })
  }

  /** A TCP connection with a name stays open; a socket that stays open keeps its source, gone or not. */
  #asSent(packet: IpvsPacket, source: End | undefined): IpvsPacket {
    if (packet.conn === undefined) return packet
    if (packet.proto === 'tcp') return { ...packet, keep: true }
    return source === undefined ? packet : { ...packet, src: formatAddress(source.address) }
  }

  #sourceOf({ src = '', sport = 0, dst, conn, proto }: IpvsPacket): End | undefined {
    if (src !== '') return { address: parseAddress(src), port: sport }
    const name = proto === 'tcp' ? undefined : conn
    const known = name === undefined ? undefined : this.#sources.get(name)
    const address = known ?? this.#kernel.sourceTowards(parseAddress(dst))
    if (address === undefined) return undefined
    if (name !== undefined) this.#sources.set(name, address)
    return { address, port: sport }
  }

  #sendData(
    packet: IpvsPacket,
    name: string,
    open: OpenConnection,
    recorded: IpvsResult | undefined,
    nowMs: number,
  ): PacketReplay {
    const timeoutMs = packet.timeout === undefined ? defaultTimeoutMs : packet.timeout * 1000
    const result = this.#sendUntilAnswered(open, nowMs, timeoutMs)
    if (result.outcome !== 'reached') this.#open.delete(name)
    return certainReplay(answerOf(result, true), recorded)
  }

  #sendUntilAnswered(open: OpenConnection, nowMs: number, timeoutMs: number): ExchangeResult {
    const first = this.#exchange(open, nowMs)
    if (first.outcome !== 'dropped') return first
    const waiting = { open, atMs: nowMs + firstRetransmissionMs, waitMs: firstRetransmissionMs }
    this.#unanswered.add(waiting)
    while (waiting.atMs < nowMs + timeoutMs) {
      const result = this.#sendAgain(waiting)
      if (result.outcome !== 'dropped') return result
    }
    return first
  }

  #sendAgain(waiting: Unanswered): ExchangeResult {
    const result = this.#exchange(waiting.open, waiting.atMs)
    if (result.outcome !== 'dropped') this.#unanswered.delete(waiting)
    waiting.atMs += waiting.waitMs
    waiting.waitMs *= 2
    return result
  }

  #exchange(open: OpenConnection, nowMs: number): ExchangeResult {
    const moment = { nowMs, chance: this.#chance }
    return exchangeData(this.#kernel, this.#surroundings, open, moment)
  }
}

function certainReplay(answer: IpvsResult, recorded: IpvsResult | undefined): PacketReplay {
  return {
    answer,
    possible: [{ ...answer, probability: 1 }],
    difference: recorded === undefined ? undefined : describeDifference(recorded, answer),
    certain: true,
  }
}

/** What these recordings say beyond the others: the source that the kernel chose; a socket that reaches itself. */
function moreOf(
  { from, src = '', dport, proto }: IpvsPacket,
  source: End | undefined,
  { backend, seen_src: seen }: IpvsResult,
): Pick<IpvsResult, 'local_src' | 'self_connect'> {
  const isItself = from === 'node' && proto === 'udp' && seen !== undefined && seen === backend
  return {
    ...(src === '' && source !== undefined
      ? { local_src: formatEndpoint(source.address, source.port) }
      : {}),
    ...(isItself && source?.port === dport ? { self_connect: true } : {}),
  }
}

function differenceInMore(
  recorded: IpvsResult | undefined,
  answer: IpvsResult,
): string | undefined {
  if (recorded === undefined) return undefined
  if (recorded.local_src !== undefined && recorded.local_src !== answer.local_src)
    return 'local_src'
  return recorded.self_connect === answer.self_connect ? undefined : 'self_connect'
}

function endOf(text: string): End {
  const colon = text.lastIndexOf(':')
  return { address: parseAddress(text.slice(0, colon)), port: Number(text.slice(colon + 1)) }
}
