import { assertNever } from '../../base/invariant.ts'
import type { Fate } from '../../kernel/passage.ts'
import { type Address, formatEndpoint } from '../../packet/address.ts'
import type { Packet } from '../../packet/packet.ts'
import { formatProtocol, protocolNumber } from '../../packet/protocol.ts'
import type { Exchange, Leg } from '../../simulation/exchange.ts'
import type { End } from '../../simulation/exchange-packets.ts'
import type { ExchangeResult } from '../../simulation/exchange-result.ts'
import type { Colors } from '../colors.ts'
import { formatCount, formatTable } from '../table.ts'
import { refusalReason } from './refusal-reason.ts'
import { formatSteps } from './trace-lines.ts'
import type { TraceReport } from './trace-report.ts'

export interface TraceTextOptions {
  /** Every packet and every rule. */
  readonly all: boolean
  readonly colors: Colors
}

/** The report as a person reads it. */
export function formatTraceText(report: TraceReport, options: TraceTextOptions): string {
  const { request, exchange, node, mode } = report
  const protocol = formatProtocol(request.protocol)
  const from = named(request.source.address, report)
  const head = `${from} → ${endpoint(request.destination, report)} ${protocol} on ${node} (${mode}, seed ${report.seed})`
  const parts = [
    `${options.colors.bold(head)}\n`,
    ...shownLegs(exchange.legs, options.all).map((leg) => formatLeg(leg, report, options)),
    `RESULT  ${describeResult(exchange.result, report, options.colors)}\n${formatReason(exchange)}`,
    formatPossible(report),
    formatCost(report),
  ]
  return parts.join('\n')
}

/** The first packet and its answer decide; the rest follows connection tracking. */
function shownLegs(legs: readonly Leg[], all: boolean): readonly Leg[] {
  if (all) return legs
  const reply = legs.find(({ direction }) => direction === 'reply')
  return legs.filter((leg, index) => index === 0 || leg === reply)
}

function formatLeg(leg: Leg, report: TraceReport, options: TraceTextOptions): string {
  const { passage, steps, name, direction, sent } = leg
  const title = options.colors.bold(
    `${direction === 'reply' ? 'reply, ' : ''}${name}: ${ends(sent)}`,
  )
  const lines = formatSteps(steps, { ...options, nameOf: report.nameOf })
  const emissions = passage.emissions.map(
    (emission) =>
      `  the node sends ${describeAnswer(emission.packet)} to ${endpoint(destinationOf(emission.packet), report)}`,
  )
  const fate = `${describeFate(passage.fate)}: ${ends(passage.packet)}`
  return `${[title, ...lines, options.colors.bold(fate), ...emissions].join('\n')}\n`
}

function describeFate(fate: Fate): string {
  switch (fate.kind) {
    case 'departed':
      return `leaves by ${fate.outputInterface}`
    case 'delivered':
      return fate.accepted
        ? 'reaches the node itself'
        : 'reaches the node itself, where nobody listens'
    case 'dropped':
      return `dropped by ${fate.by} (${fate.reason})`
    case 'rejected':
      return `rejected by ${fate.by}`
    case 'stolen':
      return `taken over by ${fate.by}`
    default:
      return assertNever(fate)
  }
}

function describeAnswer({ protocol, icmpType, icmpCode, source }: Packet): string {
  if (protocol === protocolNumber.tcp) return 'a TCP reset'
  return `ICMP ${icmpType}/${icmpCode} from ${formatEndpoint(source, 0).replace(/:0$/, '')}`
}

/** One sentence: what the sender and the receiver saw. */
export function describeResult(
  result: ExchangeResult,
  report: TraceReport,
  colors: Colors,
): string {
  switch (result.outcome) {
    case 'reached': {
      if (isNobodys(result, report)) return describeLost(result, report, colors)
      const place = result.where === 'upstream' ? ' beyond this node' : ''
      const source =
        result.seenSource === undefined
          ? ''
          : `, which sees ${endpoint(result.seenSource, report)}${result.seenSource.drawn ? ' (random port)' : ''} as its source`
      return `${colors.green('REACHED')} ${result.backend === undefined ? '' : endpoint(result.backend, report)}${place}${source}; ${describeReply(result, report)}`
    }
    case 'rejected':
      return result.tcpReset === true
        ? `${colors.red('REJECTED')} with a TCP reset (connection refused)`
        : `${colors.red('REJECTED')} with ICMP ${result.icmp?.type}/${result.icmp?.code}${result.icmp === undefined ? '' : ` from ${named(result.icmp.from, report)}`}`
    case 'dropped':
      return `${colors.red('DROPPED')}: nobody answers${result.errno === undefined ? '' : `; the sender is told ${result.errno}`}`
    case 'error':
      return `${colors.red('ERROR')}: the sender is told ${result.errno}`
    default:
      return assertNever(result.outcome)
  }
}

function formatReason(exchange: Exchange): string {
  const reason = refusalReason(exchange)
  return reason === undefined ? '' : `REASON  ${reason}\n`
}

/** A Service's address is nobody's: where no rule translates it, nobody answers. */
export function isNobodys({ where, backend }: ExchangeResult, { nameOf }: TraceReport): boolean {
  return (
    where === 'upstream' &&
    (nameOf(backend?.address ?? (0 as Address))?.startsWith('svc/') ?? false)
  )
}

function describeLost({ backend }: ExchangeResult, report: TraceReport, colors: Colors): string {
  const address = backend === undefined ? '' : named(backend.address, report)
  return `${colors.red('LOST')}: it leaves the node untranslated, and nobody out there has the address of ${address}: expect no answer`
}

function describeReply({ replyOk, selfReply, where }: ExchangeResult, report: TraceReport): string {
  if (selfReply === true) return 'it would answer itself, so the connection fails'
  const isAnsweredElsewhere = !report.exchange.legs.some(({ direction }) => direction === 'reply')
  if (replyOk === false && where === 'upstream' && isAnsweredElsewhere)
    return 'its answer does not pass this node, so nothing translates it back: the connection fails'
  return replyOk === true ? 'the reply comes back' : 'the reply does not come back as one'
}

function formatPossible(report: TraceReport): string {
  const rows = report.possible.map(({ result, probability, conditions }) => [
    isNobodys(result, report) ? 'LOST' : result.outcome.toUpperCase(),
    result.backend === undefined ? describeRefusal(result) : formatEnd(result.backend),
    result.backend === undefined ? '' : (report.nameOf(result.backend.address) ?? ''),
    probability.toFixed(9).replace(/\.?0+$/, ''),
    conditions.length === 0 ? '' : conditions.join('; '),
  ])
  const columns = [
    { header: 'POSSIBLE' },
    { header: 'BACKEND' },
    { header: 'NAME' },
    { header: 'PROBABILITY', right: true },
    { header: conditionsHeader(rows) },
  ]
  const more = report.complete ? '' : 'and more: only the first 100,000 ways were looked at\n'
  return `${formatTable(columns, rows)}${more}`
}

function conditionsHeader(rows: readonly (readonly string[])[]): string {
  return rows.some((row) => row[4] !== '') ? 'CONDITION' : ''
}

function describeRefusal({ icmp, tcpReset, errno }: ExchangeResult): string {
  if (icmp !== undefined) return `ICMP ${icmp.type}/${icmp.code}`
  return tcpReset === true ? 'TCP reset' : (errno ?? '')
}

function formatCost({ cost }: TraceReport): string {
  const { least, mean, most } = cost.order
  const order =
    least === most
      ? 'whatever order the node holds its Services in'
      : `${formatCount(least)} to ${formatCount(most)}, ${mean.toFixed(1)} on average, by the random order in which a real node holds its Services`
  const lines = cost.predictions.map(
    ({ addedUs, formula, coefficients }) =>
      `KERNEL TIME  ${addedUs.toFixed(2)} µs added with ${coefficients.backend}${coefficients.measured ? '' : ' (an estimate)'} = ${formula}`,
  )
  return `RULES VISITED  ${formatCount(cost.rulesVisited)} by the first packet (${order})\n${lines.map((line) => `${line}\n`).join('')}`
}

function ends(packet: Packet): string {
  const source = { address: packet.source, port: packet.sourcePort }
  return `${formatEnd(source)} → ${formatEnd(destinationOf(packet))}`
}

function destinationOf(packet: Packet): End {
  return { address: packet.destination, port: packet.destinationPort }
}

function formatEnd({ address, port }: End): string {
  return formatEndpoint(address, port)
}

function endpoint(end: End, { nameOf }: TraceReport): string {
  const name = nameOf(end.address)
  return name === undefined ? formatEnd(end) : `${formatEnd(end)} (${name})`
}

function named(address: Address, { nameOf }: TraceReport): string {
  return (
    nameOf(address) ??
    formatEndpoint(address, 0)
      .replace(/:0$/, '')
      .replace(/^\[|\]$/g, '')
  )
}
