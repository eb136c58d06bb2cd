import { connectionStatus } from '../../../netfilter/hook.ts'
import { addressMatches, formatPattern, maskLength } from '../../model/address-pattern.ts'
import type { Evaluation, Match, MatchExtension } from '../../model/extension.ts'
import { portMatches, printPortRange } from '../protocol/ports.ts'
import { type StateName, stateBits } from './conntrack-names.ts'
import { ConntrackDraft, type ConntrackTests } from './conntrack-options.ts'

/** `-m conntrack` (net/netfilter/xt_conntrack.c, extensions/libxt_conntrack.c, revision 3). */
export const conntrack: MatchExtension = {
  name: 'conntrack',
  begin: () => new ConntrackDraft((tests) => new ConntrackMatch(tests)),
}

class ConntrackMatch implements Match {
  readonly name = 'conntrack'
  readonly pure = true
  readonly tests: ConntrackTests
  readonly connectionStates: number | undefined
  /** `--ctstate` alone, as nearly always. */
  readonly #stateOnly: boolean

  constructor(tests: ConntrackTests) {
    this.tests = tests
    this.#stateOnly = tests.state !== undefined && Object.values(tests).filter(Boolean).length === 1
    this.connectionStates =
      this.#stateOnly && tests.state !== undefined
        ? stateBits(tests.state.states, tests.state.inverted)
        : undefined
  }

  print(): string {
    const { tests } = this
    const not = (test: { readonly inverted: boolean }) => (test.inverted ? ' !' : '')
    const { state, protocol, status, expire, direction } = tests
    let text = state === undefined ? '' : `${not(state)} --ctstate ${state.states.join(',')}`
    if (protocol !== undefined) text += `${not(protocol)} --ctproto ${protocol.number}`
    for (const option of ['origsrc', 'origdst', 'replsrc', 'repldst'] as const) {
      const test = tests[option]
      if (test !== undefined) text += `${not(test)} --ct${option} ${printAddress(test)}`
    }
    for (const option of ['origsrcport', 'origdstport', 'replsrcport', 'repldstport'] as const) {
      const test = tests[option]
      if (test !== undefined) text += printPortRange(`--ct${option}`, test)
    }
    if (status !== undefined) text += `${not(status)} --ctstatus ${status.names.join(',')}`
    if (expire !== undefined)
      text += `${not(expire)} --ctexpire ${expire.min}${expire.max === expire.min ? '' : `:${expire.max}`}`
    if (direction !== undefined) text += ` --ctdir ${direction.toUpperCase()}`
    return text
  }

  evaluate(evaluation: Evaluation): boolean {
    const { buffer } = evaluation
    const { state } = this.tests
    if (state !== undefined && !this.#stateHolds(evaluation, state.states, state.inverted))
      return false
    if (this.#stateOnly) return true
    if (buffer.connection < 0) return state !== undefined
    return this.#tupleHolds(evaluation) && this.#restHolds(evaluation)
  }

  explain({ buffer, context }: Evaluation): string {
    const status = buffer.connection < 0 ? 0 : context.connections.status(buffer)
    const nat =
      (status & connectionStatus.destinationNat ? ', DNAT' : '') +
      (status & connectionStatus.sourceNat ? ', SNAT' : '')
    return `connection state is ${buffer.connectionState ?? 'INVALID'}${nat}`
  }

  #stateHolds(
    { buffer, context }: Evaluation,
    states: readonly StateName[],
    inverted: boolean,
  ): boolean {
    if (states.includes(buffer.connectionState ?? 'INVALID')) return !inverted
    if (buffer.connection < 0) return inverted
    const status = context.connections.status(buffer)
    const nat =
      ((status & connectionStatus.sourceNat) !== 0 && states.includes('SNAT')) ||
      ((status & connectionStatus.destinationNat) !== 0 && states.includes('DNAT'))
    return nat !== inverted
  }

  #tupleHolds({ buffer, context }: Evaluation): boolean {
    const { tests } = this
    const original = context.connections.tuple(buffer, 'original')
    const reply = context.connections.tuple(buffer, 'reply')
    if (original === undefined || reply === undefined) return false
    const { protocol } = tests
    return (
      (protocol === undefined || (original.protocol === protocol.number) !== protocol.inverted) &&
      (!tests.origsrc || addressMatches(tests.origsrc, original.source)) &&
      (!tests.origdst || addressMatches(tests.origdst, original.destination)) &&
      (!tests.replsrc || addressMatches(tests.replsrc, reply.source)) &&
      (!tests.repldst || addressMatches(tests.repldst, reply.destination)) &&
      (!tests.origsrcport || portMatches(tests.origsrcport, original.sourcePort)) &&
      (!tests.origdstport || portMatches(tests.origdstport, original.destinationPort)) &&
      (!tests.replsrcport || portMatches(tests.replsrcport, reply.sourcePort)) &&
      (!tests.repldstport || portMatches(tests.repldstport, reply.destinationPort))
    )
  }

  #restHolds({ buffer, context }: Evaluation): boolean {
    const { status, expire, direction } = this.tests
    if (direction !== undefined && buffer.direction !== direction) return false
    if (status !== undefined) {
      const bits = context.connections.status(buffer)
      const holds = status.bits === 0 ? (bits & 15) === 0 : (bits & status.bits) !== 0
      if (holds === status.inverted) return false
    }
    if (expire === undefined) return true
    const seconds = Math.floor(
      (context.connections.expiresInMs(buffer, context.nowMs) ?? 0) / 1_000,
    )
    return (seconds >= expire.min && seconds <= expire.max) !== expire.inverted
  }
}

function printAddress(pattern: NonNullable<ConntrackTests['origsrc']>): string {
  const text = formatPattern({ ...pattern, address: pattern.written })
  const whole = maskLength(pattern.mask) === (typeof pattern.mask === 'number' ? 32 : 128)
  return whole ? text.slice(0, text.indexOf('/')) : text
}
