import { accept, type NatRange, type Verdict } from '../../netfilter/hook.ts'
import type { Draft, Evaluation, OptionWords, Target, TargetExtension } from '../model/extension.ts'
import { portProtocols, translate, withFlags } from './nat.ts'
import { parsePorts } from './nat-range.ts'

/** `-j MASQUERADE` (net/netfilter/xt_MASQUERADE.c, nf_nat_masquerade.c). */
export const masquerade: TargetExtension = {
  name: 'MASQUERADE',
  begin: () =>
    new PortDraft(
      'MASQUERADE',
      ['--random', '--random-fully'],
      (ports, flags) => new MasqueradeTarget(ports, flags),
    ),
}

/** `-j REDIRECT` (net/netfilter/xt_REDIRECT.c, nf_nat_redirect.c). */
export const redirect: TargetExtension = {
  name: 'REDIRECT',
  begin: () =>
    new PortDraft('REDIRECT', ['--random'], (ports, flags) => new RedirectTarget(ports, flags)),
}

abstract class PortTarget implements Target {
  abstract readonly name: string
  readonly tables = ['nat'] as const
  readonly ports: NatRange
  readonly flags: readonly string[]
  readonly protocols: readonly number[] | undefined

  constructor(ports: NatRange, flags: readonly string[]) {
    this.ports = withFlags(ports, flags)
    this.flags = flags
    this.protocols = ports.portMin === undefined ? undefined : portProtocols
  }

  print(): string {
    const { portMin, portMax } = this.ports
    const to = portMin === portMax ? `${portMin}` : `${portMin}-${portMax}`
    return (
      (portMin === undefined ? '' : ` --to-ports ${to}`) +
      this.flags.map((flag) => ` ${flag}`).join('')
    )
  }

  abstract apply(evaluation: Evaluation): Verdict
}

class MasqueradeTarget extends PortTarget {
  readonly name = 'MASQUERADE'
  readonly hooks = ['postrouting'] as const

  apply(evaluation: Evaluation): Verdict {
    const { buffer, context, packet } = evaluation
    // nf_nat_masquerade_ipv4: a packet without a source address is let through as it is.
    if (packet.source === 0) return accept
    const address = context.host.interfaceAddress(buffer.outputInterface, packet.destination)
    if (address === undefined)
      return { kind: 'drop', reason: `${buffer.outputInterface} has no address to masquerade with` }
    return translate(evaluation, 'source', {
      addressMin: address,
      addressMax: address,
      masquerade: true,
      ...this.ports,
    })
  }
}

const localhost4 = 0x7f000001
const localhost6 = 1n

class RedirectTarget extends PortTarget {
  readonly name = 'REDIRECT'
  readonly hooks = ['prerouting', 'output'] as const

  apply(evaluation: Evaluation): Verdict {
    const { buffer, context, hook, packet } = evaluation
    const address =
      hook === 'output'
        ? ((typeof packet.destination === 'number'
            ? localhost4
            : localhost6) as typeof packet.source)
        : context.host.interfaceAddress(buffer.inputInterface, packet.source)
    if (address === undefined)
      return { kind: 'drop', reason: `${buffer.inputInterface} has no address to redirect to` }
    return translate(evaluation, 'destination', {
      addressMin: address,
      addressMax: address,
      ...this.ports,
    })
  }
}

class PortDraft implements Draft<Target> {
  readonly #name: string
  readonly #flagOrder: readonly string[]
  readonly #make: (ports: NatRange, flags: readonly string[]) => Target
  readonly #flags = new Set<string>()
  #ports: NatRange = {}

  constructor(
    name: string,
    flagOrder: readonly string[],
    make: (ports: NatRange, flags: readonly string[]) => Target,
  ) {
    this.#name = name
    this.#flagOrder = flagOrder
    this.#make = make
  }

  take(option: string, words: OptionWords): boolean {
    if (option === '--to-ports' || option === '--to-port') {
      const text = words.next('ports')
      this.#ports = parsePorts(text) ?? words.fail(text, 'a port of 1 to 65535, or a range 80-90')
      return true
    }
    const known = this.#flagOrder.includes(option)
    if (known) this.#flags.add(option)
    return known
  }

  finish(words: OptionWords): Target {
    if (this.#ports.portMin !== undefined && !portProtocols.includes(words.protocol))
      words.fail(`--to-ports of ${this.#name} without a protocol that has ports`, 'e.g. -p tcp')
    return this.#make(
      this.#ports,
      this.#flagOrder.filter((flag) => this.#flags.has(flag)),
    )
  }
}
