import type { Address } from '../packet/address.ts'
import type { Packet } from '../packet/packet.ts'
import { passAnswered } from './answered-packets.ts'
import { type IcmpErrorByFamily, icmpErrorFor, resetFor, unreachable } from './answers.ts'
import { Departure, noEmissions } from './departure.ts'
import { type Chains, noChains } from './hook-chains.ts'
import { rateLimitSysctl } from './icmp-rate-limit.ts'
import { isForgedLoopback, refuseInput } from './input-routing.ts'
import { deliverLocally } from './local-delivery.ts'
import type { Moment, SendOptions } from './moment.ts'
import type { Hook, HookFunction, RejectAnswer, Verdict } from './netfilter/hook.ts'
import type { RouteAnswer } from './netfilter/routing.ts'
import {
  createSocketBuffer,
  noPacket,
  resetSocketBuffer,
  type SocketBuffer,
} from './netfilter/socket-buffer.ts'
import { refuseSource, refuseToSend } from './output-routing.ts'
import type { Fate, Passage, SendError } from './passage.ts'
import { PassageContext } from './passage-context.ts'

/** A packet that IPVS sends on may meet IPVS again, but not for ever. */
const roundsMax = 4

/** One packet's way through the kernel, hook by hook (the picture in `netfilter/hook.ts`). */
export class PacketWay extends PassageContext {
  /** For the packets that the node sends because of this one. */
  #child: PacketWay | undefined = undefined
  #chains: Chains = noChains
  readonly #buffer = createSocketBuffer(noPacket, '', false)
  #emissions: Passage[] | undefined = undefined
  /** The route of a packet that goes out, and for which destination it was looked up. */
  #route: RouteAnswer | undefined = undefined
  #routedFor: Address | undefined = undefined
  #stoppedBy = ''
  #rounds = 0
  #drawnPort = false
  /** The connection is another packet's: not to be forgotten here. */
  #borrowed = false
  /** The sending process still waits for what its packet comes to. */
  #sending = false
  #sendError: SendError = 'EPERM'

  receive(packet: Packet, inputInterface: string, moment: Moment): Passage {
    const { plans, diversions } = this.#enter(packet, moment)
    const forged = isForgedLoopback(packet, inputInterface)
    if (plans !== undefined && !forged && this.trace === undefined && this.journal === undefined) {
      const passage = passAnswered(this.kernel, plans, diversions, packet, inputInterface, this)
      if (passage !== undefined) return passage
    }
    this.#begin()
    const buffer = resetSocketBuffer(this.#buffer, packet, inputInterface, false)
    if (forged) return this.#drop(buffer, undefined, 'routing', 'martian: ::1 from outside')
    return this.#incoming(buffer, false)
  }

  send(packet: Packet, moment: Moment, options: SendOptions): Passage {
    this.#enter(packet, moment)
    this.#begin()
    const buffer = resetSocketBuffer(this.#buffer, packet, '', true)
    buffer.mark = options.mark ?? 0
    buffer.userId = options.userId
    this.#sending = true
    const error = refuseSource(packet.source, (address) => this.kernel.addressType(address))
    return error === undefined
      ? this.#outgoing(buffer)
      : this.#drop(buffer, undefined, 'routing', 'its source is not an address of the node', error)
  }

  #enter(packet: Packet, moment: Moment): Chains {
    this.enter(moment)
    this.#chains = this.kernel.chainsFor(packet)
    return this.#chains
  }

  /** The way is used for one packet after another. */
  #begin(): void {
    this.#emissions = undefined
    this.#route = undefined
    this.#routedFor = undefined
    this.#rounds = 0
    this.#drawnPort = false
    this.#borrowed = false
    this.#sending = false
    this.#sendError = 'EPERM'
  }

  /** `looped`: it comes over lo, with the route that it got on its way out. */
  #incoming(buffer: SocketBuffer, looped: boolean): Passage {
    this.#sending = false
    const stop = this.#run('prerouting', this.#chains.prerouting, buffer)
    if (stop !== undefined) return this.#stop('prerouting', stop, buffer)
    if (looped) return this.#input(buffer)
    const { packet, inputInterface } = buffer
    const { routing } = this.kernel
    const route = routing.lookUp(packet.destination)
    const local =
      route.type === 'LOCAL' || (route.type === 'UNKNOWN' && this.isHere(packet.destination))
    const settings = this.kernel.interfaceSettings(inputInterface)
    const refusal = refuseInput(routing, packet, inputInterface, settings, route, local)
    if (refusal !== undefined) {
      if (refusal.icmpCode !== undefined) this.#emitError(buffer, unreachable(refusal.icmpCode))
      return this.#drop(buffer, undefined, 'routing', refusal.reason)
    }
    this.traceRoute(packet.destination, route)
    return local || route.type === 'BROADCAST' ? this.#input(buffer) : this.#forward(buffer, route)
  }

  #input(buffer: SocketBuffer): Passage {
    const stop = this.#run('input', this.#chains.input, buffer)
    if (stop !== undefined) return this.#stop('input', stop, buffer)
    this.#letGo(buffer)
    const accepted = this.#deliver(buffer)
    return this.#end(buffer, {
      kind: 'delivered',
      inputInterface: buffer.inputInterface,
      accepted,
    })
  }

  #forward(buffer: SocketBuffer, route: RouteAnswer): Passage {
    if (!this.kernel.forwards(typeof buffer.packet.source === 'number' ? 'IPv4' : 'IPv6'))
      return this.#drop(buffer, undefined, 'routing', 'this node does not forward (ip_forward=0)')
    buffer.outputInterface = route.device
    this.#route = route
    const stop = this.#run('forward', this.#chains.forward, buffer)
    if (stop !== undefined) return this.#stop('forward', stop, buffer)
    return this.#leave(buffer)
  }

  #outgoing(buffer: SocketBuffer): Passage {
    const error = this.#routeOutput(buffer)
    if (error !== undefined)
      return this.#drop(buffer, undefined, 'routing', 'the node has no way there', error)
    const stop = this.#run('output', this.#chains.output, buffer)
    if (stop !== undefined) return this.#stop('output', stop, buffer)
    return this.#leave(buffer)
  }

  #leave(buffer: SocketBuffer): Passage {
    const stop = this.#run('postrouting', this.#chains.postrouting, buffer)
    if (stop !== undefined) return this.#stop('postrouting', stop, buffer)
    const { outputInterface } = buffer
    if (outputInterface === 'lo') {
      buffer.inputInterface = 'lo'
      buffer.outputInterface = ''
      return this.#incoming(buffer, true)
    }
    const nextHop = this.#route?.via ?? buffer.packet.destination
    this.#letGo(buffer)
    const { packet } = buffer
    return new Departure(packet, this.#drawnPort, outputInterface, nextHop, this.#emissions)
  }

  /** Everything on one hook; the verdict that stopped the packet, or undefined. */
  #run(hook: Hook, functions: readonly HookFunction[], buffer: SocketBuffer): Verdict | undefined {
    if (this.trace !== undefined) this.trace.step({ kind: 'hook', hook })
    const { packet } = buffer
    for (let index = 0; index < functions.length; index += 1) {
      const one = functions[index]
      if (one === undefined) continue
      const verdict = one.run(buffer, hook, this)
      if (verdict.kind !== 'accept') {
        this.#stoppedBy = one.name
        this.trace?.step({ kind: 'verdict', verdict, by: one.name })
        return verdict
      }
      // What OUTPUT sends elsewhere is routed again at once (ip_route_me_harder).
      if (hook === 'output' && packet.destination !== this.#routedFor) {
        const error = this.#routeOutput(buffer)
        if (error === undefined) continue
        this.#stoppedBy = 'routing'
        this.#sendError = error
        return { kind: 'drop', reason: `the node has no way there (${error})` }
      }
    }
    return undefined
  }

  #routeOutput(buffer: SocketBuffer): SendError | undefined {
    const { source, destination } = buffer.packet
    const { routing } = this.kernel
    let route = routing.lookUp(destination)
    if (route.type === 'UNKNOWN' && this.isHere(destination)) route = { ...route, device: 'lo' }
    this.#route = route
    this.#routedFor = destination
    buffer.outputInterface = route.device
    this.traceRoute(destination, route)
    return refuseToSend(route, source, () => this.kernel.interfaceSettings(route.device))
  }

  #stop(hook: Hook, verdict: Verdict, buffer: SocketBuffer): Passage {
    const by = this.#stoppedBy
    const error = this.#sending ? this.#sendError : undefined
    switch (verdict.kind) {
      case 'drop':
        return this.#drop(buffer, hook, by, verdict.reason, error)
      case 'reject':
        this.#reject(buffer, verdict.answer)
        return this.#end(buffer, { ...verdict, kind: 'rejected', hook, by, error })
      default:
    }
    if (verdict.kind !== 'stolen' || verdict.continueAt === undefined)
      return this.#end(buffer, { kind: 'stolen', hook, by })
    this.#rounds += 1
    if (this.#rounds > roundsMax) return this.#drop(buffer, hook, by, 'goes round in circles')
    // The process that sent it heard that all went well (NF_STOLEN): it learns of no later drop.
    this.#sending = false
    buffer.inputInterface = ''
    return this.#outgoing(buffer)
  }

  #drop(
    buffer: SocketBuffer,
    hook: Hook | undefined,
    by: string,
    reason: string,
    error?: SendError,
  ): Passage {
    return this.#end(buffer, { kind: 'dropped', hook, by, reason, error })
  }

  #end(buffer: SocketBuffer, fate: Fate): Passage {
    this.#letGo(buffer)
    const { packet } = buffer
    return { packet, fate, drawnPort: this.#drawnPort, emissions: this.#emissions ?? noEmissions }
  }

  /** The packet holds its connection no longer: whoever comes next may end it. */
  #letGo(buffer: SocketBuffer): void {
    if (buffer.connection < 0) return
    if (this.#borrowed) buffer.connection = -1
    else this.#drawnPort = this.kernel.tracker.release(buffer, this)
  }

  /** Hands a packet to the node itself; false: nobody wants it, and its sender is told. */
  #deliver(buffer: SocketBuffer): boolean {
    const { packet } = buffer
    const delivery = deliverLocally(packet, this.kernel.sockets.takes(packet))
    this.#emit(delivery.answer)
    if (delivery.error !== undefined) this.#emitError(buffer, delivery.error)
    return delivery.accepted
  }

  #reject(buffer: SocketBuffer, answer: RejectAnswer): void {
    if (answer.kind === 'icmp') this.#emitError(buffer, { ipv4: answer, ipv6: answer })
    else this.#emit(resetFor(buffer.packet), buffer)
  }

  /** An ICMP error about a packet: from the address it was sent to, if it is here, else from the way back's. */
  #emitError(buffer: SocketBuffer, error: IcmpErrorByFamily): void {
    const { packet } = buffer
    const { type, code } = typeof packet.source === 'number' ? error.ipv4 : error.ipv6
    const back = this.kernel.routing.lookUp(packet.source)
    const source = this.isHere(packet.destination) ? packet.destination : back.source
    if (source === undefined) return
    const answer = icmpErrorFor(packet, source, type, code)
    if (answer === undefined) return
    const limitMs = Number(this.kernel.sysctl(rateLimitSysctl(packet.source)) ?? 0)
    const { icmpRateLimit: limit } = this.kernel
    if (
      back.device === 'lo' ||
      limit.allows(packet.source, type, limitMs, this.nowMs, this.journal)
    )
      this.#emit(answer, buffer)
  }

  /**
   * Sends a packet of the node's own. One that refuses another travels as an answer on that one's connection,
   * RELATED and translated, though the connection be unconfirmed (nf_ct_attach); only the refused packet itself may
   * forget it.
   */
  #emit(packet: Packet | undefined, refused?: SocketBuffer): void {
    if (packet === undefined) return
    const way = this.#childFor(packet)
    const buffer = resetSocketBuffer(way.#buffer, packet, '', true)
    if (refused !== undefined && refused.connection >= 0) {
      buffer.connection = refused.connection
      buffer.direction = refused.direction === 'reply' ? 'original' : 'reply'
      buffer.connectionState = 'RELATED'
      way.#borrowed = true
    }
    this.#keep(way.#outgoing(buffer))
  }

  #childFor(packet: Packet): PacketWay {
    this.#child ??= new PacketWay(this.kernel)
    this.#child.#enter(packet, this.moment)
    this.#child.#begin()
    return this.#child
  }

  #keep(passage: Passage): void {
    this.#emissions = [...(this.#emissions ?? []), passage]
  }
}
