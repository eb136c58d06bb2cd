import { assertNever } from '../../base/invariant.ts'
import type { SchedulerChoice, Step } from '../../kernel/netfilter/trace.ts'
import { type Address, formatAddress, formatEndpoint } from '../../packet/address.ts'
import type { Colors } from '../colors.ts'
import { formatCount } from '../table.ts'
import { foldSteps } from './folded-steps.ts'

export interface TraceLineOptions {
  /** Every rule, instead of folding runs that do not match. */
  readonly all: boolean
  readonly colors: Colors
  /** What an address belongs to; undefined where nobody knows. */
  readonly nameOf: (address: Address) => string | undefined
}

type RuleStep = Extract<Step, { kind: 'rule' }>

/** The steps of one packet as lines, hooks outdented. A hop is spelled as the kernel's TRACE does. */
export function formatSteps(steps: readonly Step[], options: TraceLineOptions): string[] {
  const shown = options.all ? steps : foldSteps(steps)
  return shown.map((step) => formatStep(step, options))
}

function hop({ table, chain, number }: RuleStep): string {
  return `${table}:${chain}:rule:${number}`
}

function formatStep(step: Step, options: TraceLineOptions): string {
  const { colors } = options
  switch (step.kind) {
    case 'hook':
      return colors.bold(step.hook.toUpperCase())
    case 'rule':
      return step.matched ? matchedLine(step, colors) : missedLine(step, colors)
    case 'rules-missed': {
      const { table, chain, first, last } = step
      const range = first === last ? `${first}` : `${first}-${last}`
      const text =
        first === last ? 'does not match' : `${formatCount(last - first + 1)} rules do not match`
      return `  ${table}:${chain}:rule:${range}  ${colors.dim(text)}`
    }
    case 'policy':
      return `  ${step.table}:${step.chain}  end of chain: ${step.verdict}`
    case 'mark':
      return colors.yellow(`    mark ${hex(step.from)} → ${hex(step.to)}`)
    case 'conntrack':
      return `  conntrack: ${step.state}${step.entry === undefined ? '' : ` (${step.entry})`}`
    case 'nat':
      return natLine(step, options)
    case 'routing':
      return `  route: ${named(step.destination, options)} is ${step.type}${
        step.outputInterface === '' ? '' : `, out by ${step.outputInterface}`
      }${step.via === undefined ? '' : ` via ${formatAddress(step.via)}`}`
    case 'lookup':
      return `    look-up ${step.key} in ${step.set}: ${
        step.element === undefined
          ? `not there (${formatCount(step.size)} elements)`
          : `${step.element} (1 of ${formatCount(step.size)})`
      }`
    case 'ipvs':
      return [`  ipvs: ${step.text}`, ...choiceLines(step.detail)].join('\n')
    case 'verdict':
      return verdictLine(step, colors)
    case 'unknown':
      return colors.yellow(`    not known: ${step.question}`)
    default:
      return assertNever(step)
  }
}

/** Each server as the scheduler found it, in the kernel's order. */
function choiceLines(choice: SchedulerChoice | undefined): string[] {
  if (choice === undefined) return []
  const servers = choice.servers.map(({ server, weight, active, inactive, cost }) => {
    const price = cost === undefined ? '' : `, cost ${cost}`
    return `      ${server}  weight ${weight}, active ${active}, inactive ${inactive}${price}`
  })
  const note = choice.note === undefined ? '' : ` (${choice.note})`
  return [`    ${choice.rule}${note}`, ...servers]
}

function matchedLine(step: RuleStep, colors: Colors): string {
  const action = step.action === undefined ? '' : colors.cyan(`  ⇒ ${step.action}`)
  return `  ${hop(step)}  ${ruleText(step)}${action}`
}

function missedLine(step: RuleStep, colors: Colors): string {
  const reason = step.reason === undefined ? 'no match' : step.reason
  return `  ${hop(step)}  ${colors.dim(`${ruleText(step)}  ✗ ${reason}`)}`
}

/** The hop names the chain already. */
function ruleText({ text, chain }: RuleStep): string {
  const appended = `-A ${chain} `
  return text.startsWith(appended) ? text.slice(appended.length) : text
}

function natLine(step: Extract<Step, { kind: 'nat' }>, options: TraceLineOptions): string {
  const what = step.manipulation === 'destination' ? 'DNAT' : 'SNAT'
  const end = ({ address, port }: { address: Address; port: number }) => {
    const name = options.nameOf(address)
    return `${formatEndpoint(address, port)}${name === undefined ? '' : ` (${name})`}`
  }
  const text = `    ${what} ${end(step.from)} → ${end(step.to)}${step.fresh ? '' : ' (connection tracking)'}`
  return options.colors.yellow(text)
}

function verdictLine(step: Extract<Step, { kind: 'verdict' }>, colors: Colors): string {
  const { verdict, by } = step
  switch (verdict.kind) {
    case 'accept':
      return colors.green(`    ACCEPT by ${by}`)
    case 'drop':
      return colors.red(`    DROP by ${by}: ${verdict.reason}`)
    case 'reject':
      return colors.red(`    REJECT by ${by} with ${formatAnswer(verdict.answer)}`)
    case 'stolen':
      return `    taken over by ${verdict.by}`
    default:
      return assertNever(verdict)
  }
}

function formatAnswer(answer: { kind: string; type?: number; code?: number }): string {
  return answer.kind === 'tcp-reset' ? 'a TCP reset' : `ICMP ${answer.type}/${answer.code}`
}

function named(address: Address, { nameOf }: TraceLineOptions): string {
  const name = nameOf(address)
  return name === undefined ? formatAddress(address) : `${formatAddress(address)} (${name})`
}

function hex(mark: number): string {
  return `0x${mark.toString(16)}`
}
