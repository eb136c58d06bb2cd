import type { InstantMs } from '../base/clock.ts'
import type { Packet } from '../packet/packet.ts'
import { type ForeseenRun, joinForeseen } from './netfilter/foreseen-run.ts'
import { accept, type Hook, type HookContext, type HookFunction } from './netfilter/hook.ts'
import { createSocketBuffer, type SocketBuffer } from './netfilter/socket-buffer.ts'

/** Classes of packets that are remembered: a node has few interfaces that traffic goes between. */
const plansMax = 256

/** What all functions on the way from one interface to another come to, for one protocol. */
interface ForwardPlan {
  readonly inputInterface: string
  readonly outputInterface: string
  readonly protocol: number
  /** Undefined: packets of this class have to be taken from function to function. */
  readonly run: ForeseenRun | undefined
}

/**
 * The functions that a forwarded packet of an answered connection meets, beside conntrack and NAT. Only those on FORWARD may
 * have something to do with each packet: there it has its new destination, and still its old source.
 */
export type ForwardFunctions = Readonly<
  Record<'prerouting' | 'forward' | 'postrouting', readonly HookFunction[]>
>

const noPlan: ForwardPlan = { inputInterface: '', outputInterface: '', protocol: 0, run: undefined }

/**
 * What becomes of packets of answered connections that a node forwards: nearly all packets that there are. Of them rules ask
 * for the connection's state and pass them on; where every function on the way says so beforehand, a packet of the class needs
 * no function at all: its counters are counted, and conntrack and NAT do their part.
 */
export class ForwardPlans {
  /** Whether NAT stands on the hooks. */
  readonly natted: boolean
  /** What stands before conntrack on PREROUTING: it wants to know the time, no more. */
  readonly #early: readonly HookFunction[]
  readonly #functions: ForwardFunctions
  readonly #plans: ForwardPlan[] = []
  #last = noPlan

  constructor(natted: boolean, functions: ForwardFunctions, early: readonly HookFunction[] = []) {
    this.natted = natted
    this.#functions = functions
    this.#early = early
  }

  /** A packet comes, whatever becomes of it. */
  tick(nowMs: InstantMs): void {
    for (let index = 0; index < this.#early.length; index += 1) this.#early[index]?.tick?.(nowMs)
  }

  /** For a packet without a mark. Undefined: the functions have to be asked. */
  find(
    packet: Packet,
    inputInterface: string,
    outputInterface: string,
    context: HookContext,
  ): ForeseenRun | undefined {
    const { protocol } = packet
    let plan = this.#last
    if (!isFor(plan, protocol, inputInterface, outputInterface)) {
      plan =
        this.#plans.find((one) => isFor(one, protocol, inputInterface, outputInterface)) ??
        this.#add(packet, inputInterface, outputInterface, context)
      this.#last = plan
    }
    return plan.run
  }

  #add(
    packet: Packet,
    inputInterface: string,
    outputInterface: string,
    context: HookContext,
  ): ForwardPlan {
    const { prerouting, forward, postrouting } = this.#functions
    const buffer = createSocketBuffer(packet, inputInterface, false)
    buffer.connectionState = 'ESTABLISHED'
    const before = foreseeAll(prerouting, buffer, 'prerouting', context)
    buffer.outputInterface = outputInterface
    const then = foreseeAll(forward, buffer, 'forward', context)
    const last = foreseeAll(postrouting, buffer, 'postrouting', context)
    const isPlain = before?.actions.length === 0 && last?.actions.length === 0
    const run =
      before && then && last && isPlain ? joinForeseen([before, then, last], accept) : undefined
    const plan = { inputInterface, outputInterface, protocol: packet.protocol, run }
    if (this.#plans.length < plansMax) this.#plans.push(plan)
    return plan
  }
}

function isFor(
  plan: ForwardPlan,
  protocol: number,
  inputInterface: string,
  outputInterface: string,
): boolean {
  return (
    plan.protocol === protocol &&
    plan.inputInterface === inputInterface &&
    plan.outputInterface === outputInterface
  )
}

/** What functions of a hook come to; undefined also where one of them does not let the packet pass. */
export function foreseeAll(
  functions: readonly HookFunction[],
  buffer: SocketBuffer,
  hook: Hook,
  context: HookContext,
  withDestination = false,
): ForeseenRun | undefined {
  const runs: ForeseenRun[] = []
  for (const one of functions) {
    const run = one.foresee?.(buffer, hook, context, withDestination)
    if (run?.verdict.kind !== 'accept') return undefined
    runs.push(run)
  }
  return joinForeseen(runs, accept)
}
