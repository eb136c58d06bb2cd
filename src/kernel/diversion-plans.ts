import type { Address } from '../packet/address.ts'
import type { Packet } from '../packet/packet.ts'
import { foreseeAll } from './forward-plans.ts'
import { type ForeseenRun, joinForeseen } from './netfilter/foreseen-run.ts'
import { accept, type Diverter, type HookContext, type HookFunction } from './netfilter/hook.ts'
import { createSocketBuffer } from './netfilter/socket-buffer.ts'

/** Destinations that are remembered, one for each port of a Service; packets to further ones go from function to function. */
const plansMax = 16_384

/** What the functions come to that a packet meets before it is diverted. */
interface DiversionPlan {
  readonly protocol: number
  readonly inputInterface: string
  readonly destination: Address
  readonly destinationPort: number
  /** Undefined: such packets have to be taken from function to function. */
  readonly run: ForeseenRun | undefined
  /** Another destination in the same place. */
  readonly next: DiversionPlan | undefined
}

/** And after it. */
interface OnwardPlan {
  readonly protocol: number
  readonly outputInterface: string
  readonly run: ForeseenRun | undefined
}

/** The functions that a diverted packet of an answered connection meets, beside conntrack and NAT; on INPUT those before the diverter. */
export type DiversionFunctions = Readonly<
  Record<'prerouting' | 'input' | 'output' | 'postrouting', readonly HookFunction[]>
>

/**
 * What becomes of packets of answered connections that IPVS takes on INPUT and sends on by OUTPUT, as `ForwardPlans` has it
 * for those that pass by. Rules on INPUT ask for the destination too (`-m set --match-set KUBE-CLUSTER-IP dst,dst`), so there it is
 * one plan for each.
 */
export class DiversionPlans {
  readonly diverter: Diverter | undefined
  readonly #functions: DiversionFunctions
  /** By `placeOf`. */
  readonly #plans = new Map<number, DiversionPlan>()
  #count = 0
  readonly #onward: OnwardPlan[] = []

  constructor(diverter: Diverter | undefined, functions: DiversionFunctions) {
    this.diverter = diverter
    this.#functions = functions
  }

  /** For a packet without a mark, on PREROUTING and INPUT. Undefined: the functions have to be asked. */
  find(packet: Packet, inputInterface: string, context: HookContext): ForeseenRun | undefined {
    const { protocol, destination, destinationPort } = packet
    let plan = this.#plans.get(placeOf(packet))
    for (; plan !== undefined; plan = plan.next)
      if (
        plan.destination === destination &&
        plan.destinationPort === destinationPort &&
        plan.protocol === protocol &&
        plan.inputInterface === inputInterface
      )
        return plan.run
    return this.#count < plansMax ? this.#add(packet, inputInterface, context) : undefined
  }

  /** The same on OUTPUT and POSTROUTING. */
  findOnward(
    packet: Packet,
    outputInterface: string,
    context: HookContext,
  ): ForeseenRun | undefined {
    const { protocol } = packet
    for (const one of this.#onward)
      if (one.protocol === protocol && one.outputInterface === outputInterface) return one.run
    const { output, postrouting } = this.#functions
    const buffer = createSocketBuffer(packet, '', false)
    buffer.connectionState = 'ESTABLISHED'
    buffer.ipvsProperty = true
    buffer.outputInterface = outputInterface
    const run = plainRun(
      foreseeAll(output, buffer, 'output', context),
      foreseeAll(postrouting, buffer, 'postrouting', context),
    )
    this.#onward.push({ protocol, outputInterface, run })
    return run
  }

  #add(packet: Packet, inputInterface: string, context: HookContext): ForeseenRun | undefined {
    const { prerouting, input } = this.#functions
    const { protocol, destination, destinationPort } = packet
    const buffer = createSocketBuffer(packet, inputInterface, false)
    buffer.connectionState = 'ESTABLISHED'
    const run = plainRun(
      foreseeAll(prerouting, buffer, 'prerouting', context, true),
      foreseeAll(input, buffer, 'input', context, true),
    )
    const place = placeOf(packet)
    const next = this.#plans.get(place)
    const plan = { protocol, inputInterface, destination, destinationPort, run, next }
    this.#plans.set(place, plan)
    this.#count += 1
    return run
  }
}

/** A small number, which a `Map` finds fastest. */
function placeOf({ destination, destinationPort }: Packet): number {
  const word = typeof destination === 'number' ? destination : Number(destination & 0xffffffn)
  return (word ^ (destinationPort << 12)) & 0x3fffffff
}

function plainRun(
  one: ForeseenRun | undefined,
  other: ForeseenRun | undefined,
): ForeseenRun | undefined {
  if (one === undefined || other === undefined) return undefined
  const run = joinForeseen([one, other], accept)
  return run.actions.length === 0 ? run : undefined
}
