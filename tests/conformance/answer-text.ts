import { formatAddress } from '../../src/packet/address.ts'
import type { ExchangeRequest } from '../../src/simulation/exchange.ts'
import type { ExchangeResult } from '../../src/simulation/exchange-result.ts'
import { address } from './cluster-objects.ts'

/** One way that a request can go. */
export interface Possible {
  readonly result: ExchangeResult
  readonly probability: number
}

/** What a series' next request could have done, and what it did. */
export interface SeriesStep {
  readonly possible: readonly Possible[]
  readonly happened: ExchangeResult
}

const endpointNames: Readonly<Record<string, string>> = {
  '10.244.1.5': 'a',
  '10.244.1.6': 'b',
  '10.244.2.5': 'c',
  'fd00:10:244:1::5': 'a',
}

export function fateText(
  possible: readonly Possible[],
  request: ExchangeRequest,
  tells?: 'source' | 'source and port',
): string {
  const endpoints = endpointsOf(possible)
  const rest = new Set(possible.map(({ result }) => restText(result, request, tells)))
  if (rest.size > 1) throw new Error(`several answers: ${[...rest].join(' | ')}`)
  const [text = ''] = rest
  return endpoints.length === 0 ? text : `reaches ${choiceText(possible)}${text}`
}

export function seriesText(steps: readonly SeriesStep[]): string {
  const happened = steps.map(({ happened }) => endpointOf(happened))
  if (happened.includes(undefined)) throw new Error('a request of the series reached no endpoint')
  const choices = steps.map(({ possible }) => endpointsOf(possible).length)
  const isSame = new Set(happened).size === 1
  if (choices.every((count) => count === 1))
    return isSame ? 'the same endpoint each time' : `in turn: ${happened.join(', ')}`
  if (choices.slice(1).every((count) => count === 1) && isSame)
    return `${choiceText(steps[0]?.possible ?? [])}; then that one each time`
  const texts = new Set(steps.map(({ possible }) => choiceText(possible)))
  if (texts.size === 1) return `each time ${[...texts].join()}`
  throw new Error(`no words for ${[...texts].join(' | ')}`)
}

export function againText(
  before: ExchangeResult | undefined,
  possible: readonly Possible[],
): string {
  const earlier = before === undefined ? undefined : endpointOf(before)
  if (earlier === undefined) throw new Error('the request before it reached no endpoint')
  const endpoints = endpointsOf(possible)
  if (endpoints.length === 0) return restText(onlyOf(possible).result)
  if (endpoints.length > 1) return `chosen anew: ${choiceText(possible)}`
  return endpoints[0] === earlier ? 'the same endpoint' : 'chosen anew: the next in turn'
}

export function dataText(result: ExchangeResult): string {
  if (result.outcome === 'reached') return 'goes on with its endpoint'
  return result.tcpReset === true ? 'ended: TCP RST' : 'lost: no answer'
}

function choiceText(possible: readonly Possible[]): string {
  const shares = new Map<string, number>()
  for (const { result, probability } of possible) {
    const name = endpointOf(result) ?? 'nobody'
    shares.set(name, (shares.get(name) ?? 0) + probability)
  }
  const names = [...shares.keys()].sort()
  const even = 1 / names.length
  // 31 bits of chance cannot be parted by three.
  const isEven = [...shares.values()].every((share) => Math.abs(share - even) < 1e-8)
  if (!isEven) throw new Error(`an uneven choice: ${JSON.stringify([...shares])}`)
  return names.length === 1 ? names.join() : `one of ${names.join(', ')} (1/${names.length} each)`
}

function endpointsOf(possible: readonly Possible[]): readonly string[] {
  return [...new Set(possible.flatMap(({ result }) => endpointOf(result) ?? []))]
}

function endpointOf({ backend }: ExchangeResult): string | undefined {
  return backend === undefined ? undefined : endpointNames[formatAddress(backend.address)]
}

function onlyOf(possible: readonly Possible[]): Possible {
  const [first] = possible
  if (first === undefined || possible.length > 1) throw new Error('more than one way')
  return first
}

/** All but which endpoint it reaches. */
function restText(
  result: ExchangeResult,
  request?: ExchangeRequest,
  tells?: 'source' | 'source and port',
): string {
  switch (result.outcome) {
    case 'reached':
      return reachedText(result, request, tells)
    case 'rejected':
      return result.tcpReset === true ? 'refused: TCP RST' : `refused: ${icmpText(result)}`
    case 'dropped':
      return 'dropped in silence'
    case 'error':
      return `the sender is told ${result.errno}`
  }
}

function reachedText(
  result: ExchangeResult,
  request: ExchangeRequest | undefined,
  tells: 'source' | 'source and port' | undefined,
): string {
  const lost = result.replyOk === true ? '' : '; its answer goes past the node'
  const atNode = result.where === 'node' ? 'reaches the node itself' : ''
  if (result.where === 'upstream' && endpointOf(result) === undefined)
    return 'routed on: no rule takes it'
  if (tells === undefined || request === undefined) return `${atNode}${lost}`
  return `${atNode}, which sees ${sourceText(result, request, tells)}${lost}`
}

function sourceText(
  { seenSource }: ExchangeResult,
  { source, destination }: ExchangeRequest,
  tells: 'source' | 'source and port',
): string {
  if (seenSource === undefined) throw new Error('nobody saw a source')
  const isOwnPort = !seenSource.drawn && seenSource.port === source.port
  const port = tells === 'source' ? '' : isOwnPort ? ' and the same port' : ' and another port'
  return `${sourceName(formatAddress(seenSource.address), formatAddress(source.address), formatAddress(destination.address))}${port}`
}

function sourceName(seen: string, sent: string, asked: string): string {
  if (seen === address.podGateway || seen === address.node) return `the node (${seen})`
  if (seen === asked) return `the address that was asked (${seen})`
  return seen === sent ? `the sender (${seen})` : seen
}

function icmpText({ icmp }: ExchangeResult): string {
  if (icmp === undefined) throw new Error('a refusal without a word')
  const isPort = (icmp.type === 3 && icmp.code === 3) || (icmp.type === 1 && icmp.code === 4)
  return isPort ? 'ICMP port unreachable' : `ICMP ${icmp.type}/${icmp.code}`
}
