import type { Step } from '../../kernel/netfilter/trace.ts'
import { formatAddress, formatEndpoint } from '../../packet/address.ts'
import type { Packet } from '../../packet/packet.ts'
import { formatProtocol } from '../../packet/protocol.ts'
import type { Leg } from '../../simulation/exchange.ts'
import type { End } from '../../simulation/exchange-packets.ts'
import type { ExchangeResult } from '../../simulation/exchange-result.ts'
import { foldSteps } from './folded-steps.ts'
import type { TraceReport } from './trace-report.ts'
import { isNobodys } from './trace-text.ts'

/** The report for machines, as a file. */
export function formatTraceJson(report: TraceReport): string {
  return `${JSON.stringify(traceAsData(report, true), null, 2)}\n`
}

/**
 * The report as data: addresses as text. `all`: every step of every packet; otherwise those of the first
 * packet and of the first answer (the rest follows connection tracking), runs of rules that do not match
 * folded.
 */
export function traceAsData(report: TraceReport, all: boolean) {
  const { request, exchange, possible, complete, cost, node, mode, seed } = report
  const [first] = exchange.legs
  const reply = exchange.legs.find(({ direction }) => direction === 'reply')
  return {
    node,
    mode,
    seed,
    request: {
      from: request.from,
      protocol: formatProtocol(request.protocol),
      source: formatEnd(request.source),
      destination: formatEnd(request.destination),
    },
    result: resultAsData(exchange.result, report),
    possible: possible.map(({ result, probability, conditions }) => ({
      probability,
      ...(conditions.length === 0 ? {} : { conditions }),
      result: resultAsData(result, report),
    })),
    complete,
    cost: {
      rulesVisited: cost.rulesVisited,
      order: cost.order,
      predictions: cost.predictions.map(({ addedUs, formula, coefficients }) => ({
        backend: coefficients.backend,
        addedUs,
        formula,
        measured: coefficients.measured,
        source: coefficients.source,
      })),
    },
    packets: exchange.legs.map((leg) => legAsData(leg, all || leg === first || leg === reply, all)),
  }
}

function legAsData(
  { name, direction, sent, passage, steps, visits }: Leg,
  isShown: boolean,
  all: boolean,
) {
  return {
    name,
    direction,
    sent: endsAsData(sent),
    fate: fateAsData(passage.fate),
    left: endsAsData(passage.packet),
    visits,
    ...(isShown ? { steps: (all ? steps : foldSteps(steps)).map(stepAsData) } : {}),
  }
}

function resultAsData(result: ExchangeResult, report: TraceReport) {
  const { nameOf } = report
  const { backend, seenSource, icmp, ...rest } = result
  const name = backend === undefined ? undefined : nameOf(backend.address)
  return {
    ...rest,
    ...(isNobodys(result, report) ? { lost: true } : {}),
    ...(backend === undefined ? {} : { backend: formatEnd(backend) }),
    ...(name === undefined ? {} : { backendName: name }),
    ...(seenSource === undefined
      ? {}
      : { seenSource: formatEnd(seenSource), randomPort: seenSource.drawn }),
    ...(icmp === undefined ? {} : { icmp: { ...icmp, from: formatAddress(icmp.from) } }),
  }
}

function fateAsData(fate: TraceReport['exchange']['legs'][number]['passage']['fate']) {
  return fate.kind === 'departed' ? { ...fate, nextHop: formatAddress(fate.nextHop) } : fate
}

function endsAsData(packet: Packet) {
  return {
    source: formatEndpoint(packet.source, packet.sourcePort),
    destination: formatEndpoint(packet.destination, packet.destinationPort),
  }
}

function stepAsData(step: Step) {
  if (step.kind === 'nat') return { ...step, from: formatEnd(step.from), to: formatEnd(step.to) }
  if (step.kind !== 'routing') return step
  const { destination, via, ...rest } = step
  return {
    ...rest,
    destination: formatAddress(destination),
    ...(via === undefined ? {} : { via: formatAddress(via) }),
  }
}

function formatEnd({ address, port }: End): string {
  return formatEndpoint(address, port)
}
