import type { InstantMs } from '../../../base/clock.ts'
import { invariant } from '../../../base/invariant.ts'
import type { Address } from '../../../packet/address.ts'
import type { Packet } from '../../../packet/packet.ts'
import type { ConnectionTracker } from '../../netfilter/connection-tracker.ts'
import {
  type ForeseenRun,
  noticedByNobody,
  type PacketAction,
} from '../../netfilter/foreseen-run.ts'
import {
  accept,
  connectionStatus,
  type Diverter,
  type Hook,
  type HookContext,
  type HookedFunction,
  type HookFunction,
  type HookOwner,
  hookPriority,
  type Verdict,
} from '../../netfilter/hook.ts'
import { isLoopback } from '../../netfilter/network-interface.ts'
import type { SocketBuffer } from '../../netfilter/socket-buffer.ts'
import type { IpvsEngine } from '../engine.ts'
import type { Arrival, Passage } from '../passage.ts'
import { dropConntrackEntry } from './conntrack-entries.ts'
import { choiceFor, inputStep, outputStep } from './explanation.ts'
import { Forwarding } from './forwarding.ts'
import {
  errorAboutAnswer,
  errorAboutRequest,
  isIcmp,
  translateTowardsClient,
  translateTowardsServer,
  turnedRound,
} from './icmp.ts'

/** Before anything else looks at a packet. */
const timersPriority = Number.NEGATIVE_INFINITY
const { sourceNat, destinationNat } = hookPriority

const passes: ForeseenRun = { ...noticedByNobody, verdict: accept }
/** Of a packet whose connection is known. */
const known: Arrival = { mark: 0, local: false, conntrack: 'old' }

const portUnreachable4: Verdict = { kind: 'reject', answer: { kind: 'icmp', type: 3, code: 3 } }
const portUnreachable6: Verdict = { kind: 'reject', answer: { kind: 'icmp', type: 1, code: 4 } }

/** The connection that a packet was taken for, as `-m ipvs` asks (kernel/iptables/model/ipvs-view.ts). */
export interface TakenConnection {
  readonly protocol: number
  readonly virtualAddress: Address
  readonly virtualPort: number
  readonly controllingPort: number
  readonly direction: 'original' | 'reply'
  readonly method: 'masq' | 'ipip' | 'gate'
}

/**
 * IPVS on the node's hooks (net/netfilter/ipvs/ip_vs_core.c, ip_vs_ops4): packets to virtual servers are taken after
 * the filter on INPUT, and after nat on OUTPUT; answers get the virtual server's address after the filter.
 */
export class IpvsHooks implements HookOwner {
  readonly engine: IpvsEngine
  readonly #forwarding: Forwarding
  readonly #diverter: Diverter = {
    destinationOf: (packet) => this.#destinationOf(packet),
    divert: (packet, context) => {
      const { packets } = this.engine
      packets.output(packet, context)
      const { server, serverPort } = packets.input(packet, known, context)
      invariant(server !== undefined, 'a packet goes where it was said to go')
      packet.destination = server.address
      packet.destinationPort = serverPort
    },
  }
  #nowMs: InstantMs = 0

  constructor(engine: IpvsEngine, tracker: ConnectionTracker) {
    this.engine = engine
    this.#forwarding = new Forwarding(tracker)
    engine.connections.onConntrackDropped = (table, slot) =>
      dropConntrackEntry(tracker, table, slot, this.#nowMs)
  }

  get hooksVersion(): number {
    return this.engine.connections.someUntracked ? 1 : 0
  }

  /** Moves IPVS's own time on; packets do this by themselves. */
  advance(nowMs: InstantMs): void {
    this.#nowMs = nowMs
    this.engine.advance(nowMs)
  }

  hooked(): readonly HookedFunction[] {
    const timers: HookFunction = {
      name: 'ipvs timers',
      priority: timersPriority,
      run: (_buffer, _hook, { nowMs }) => {
        this.advance(nowMs)
        return accept
      },
      tick: (nowMs) => this.advance(nowMs),
      foresee: () => passes,
    }
    const answers = (priority: number): HookFunction => ({
      name: 'ipvs answers',
      priority,
      run: (buffer, _hook, context) => this.#output(buffer, context),
      foresee: (buffer, hook) => this.#foreseeAnswers(buffer, hook),
    })
    const requests = (priority: number): HookFunction => ({
      name: 'ipvs',
      priority,
      run: (buffer, hook, context) => this.#input(buffer, hook, context),
      foresee: ({ ipvsProperty }) => (ipvsProperty === true ? passes : undefined),
      diverter: this.#diverter,
    })
    const errors: HookFunction = {
      name: 'ipvs icmp',
      priority: 99,
      run: (buffer, hook, context) =>
        isIcmp(buffer.packet) && buffer.ipvsProperty !== true
          ? (this.#inputError(buffer, hook, context) ?? accept)
          : accept,
      foresee: ({ packet }) => (isIcmp(packet) ? undefined : passes),
    }
    const on = (hook: Hook, one: HookFunction): HookedFunction => {
      return { hook, family: 'both', nat: false, function: one }
    }
    return [
      on('prerouting', timers),
      on('output', timers),
      on('input', answers(sourceNat - 2)),
      on('input', requests(sourceNat - 1)),
      on('output', answers(destinationNat + 1)),
      on('output', requests(destinationNat + 2)),
      on('forward', errors),
      on('forward', answers(100)),
    ]
  }

  /** The connection of a packet that IPVS has taken; undefined: it has not (xt_ipvs.c). */
  connectionOf(buffer: SocketBuffer): TakenConnection | undefined {
    if (buffer.ipvsProperty !== true || isIcmp(buffer.packet)) return undefined
    const slot = this.engine.packets.findAnswered(turnedRound(buffer.packet))
    if (slot < 0) return undefined
    const { tables } = this.engine.connections
    const table = tables[typeof buffer.packet.source === 'number' ? 'IPv4' : 'IPv6']
    const control = table.control(slot)
    return {
      protocol: table.protocol(slot),
      virtualAddress: table.virtual(slot),
      virtualPort: table.virtualPort(slot),
      controllingPort: control < 0 ? 0 : table.virtualPort(control),
      direction: buffer.direction,
      method: 'masq',
    }
  }

  #input(buffer: SocketBuffer, hook: Hook, context: HookContext): Verdict {
    if (buffer.ipvsProperty === true) return accept
    const { packet } = buffer
    if (isIcmp(packet)) return this.#inputError(buffer, hook, context) ?? accept
    const traced = context.trace !== undefined
    const choice = traced ? choiceFor(this.engine, packet, buffer.mark, context) : undefined
    const passage = this.engine.packets.input(packet, arrivalOf(buffer, hook, context), context)
    const step = traced ? inputStep(passage, choice) : undefined
    if (step !== undefined) context.trace?.step(step)
    switch (passage.verdict) {
      case 'accept':
        return accept
      case 'drop':
        return { kind: 'drop', reason: passage.reason }
      case 'reject':
        return typeof packet.source === 'number' ? portUnreachable4 : portUnreachable6
      case 'forward':
        return this.#send(buffer, hook, passage, context)
    }
  }

  #send(buffer: SocketBuffer, hook: Hook, passage: Passage, context: HookContext): Verdict {
    const { table, slot, server, serverPort } = passage
    if (server === undefined) return accept
    const reason = this.#forwarding.refusal(server.address, buffer, hook, context)
    if (reason !== undefined) return { kind: 'drop', reason }
    buffer.packet.destination = server.address
    buffer.packet.destinationPort = serverPort
    const end = { address: server.address, port: serverPort }
    return this.#forwarding.towardsServer(buffer, end, { table, slot }, context)
  }

  #inputError(buffer: SocketBuffer, hook: Hook, context: HookContext): Verdict | undefined {
    const error = errorAboutAnswer(this.engine, buffer.packet)
    if (error === undefined) return undefined
    const reason = this.#forwarding.refusal(error.end.address, buffer, hook, context)
    if (reason !== undefined) return { kind: 'drop', reason }
    translateTowardsServer(buffer.packet, error)
    return this.#forwarding.towardsServer(buffer, error.end, error.place, context)
  }

  #output(buffer: SocketBuffer, context: HookContext): Verdict {
    if (buffer.ipvsProperty === true) return accept
    const { packet } = buffer
    if (isIcmp(packet)) {
      const error = errorAboutRequest(this.engine, packet)
      if (error === undefined) return accept
      translateTowardsClient(packet, error)
      return this.#forwarding.towardsClient(buffer, error.end, error.place, context)
    }
    const passage = this.engine.packets.output(packet, context)
    if (passage.verdict !== 'forward') return accept
    const { table, slot } = passage
    context.trace?.step(outputStep(passage))
    giveVirtualSource(packet, passage)
    const end = { address: packet.source, port: packet.sourcePort }
    return this.#forwarding.towardsClient(buffer, end, { table, slot }, context)
  }

  #destinationOf(packet: Packet): Address | undefined {
    const { connections, packets } = this.engine
    if (connections.someUntracked || isLoopback(packet.source)) return undefined
    return packets.serverOf(packet)?.address
  }

  /** Of a connection that conntrack knows, conntrack has nothing to learn from an answer. */
  #foreseeAnswers({ packet, ipvsProperty }: SocketBuffer, hook: Hook): ForeseenRun | undefined {
    if (ipvsProperty === true) return passes
    if (isIcmp(packet) || this.engine.connections.someUntracked) return undefined
    // On INPUT the diverter, which comes next, takes nothing that may be an answer.
    if (hook === 'input') return passes
    const translate: PacketAction = (packet, context) => {
      const passage = this.engine.packets.output(packet, context)
      if (passage.verdict === 'forward') giveVirtualSource(packet, passage)
    }
    return { ...noticedByNobody, verdict: accept, actions: [translate] }
  }
}

function giveVirtualSource(packet: Packet, { table, slot }: Passage): void {
  packet.source = table.virtual(slot)
  packet.sourcePort = table.virtualPort(slot)
}

function arrivalOf(buffer: SocketBuffer, hook: Hook, { connections }: HookContext): Arrival {
  const isConfirmed = (connections.status(buffer) & connectionStatus.confirmed) !== 0
  return {
    mark: buffer.mark,
    local: hook === 'output',
    conntrack: buffer.connection < 0 ? 'none' : isConfirmed ? 'old' : 'new',
  }
}
