import { tryParseAddress } from '../../../packet/address.ts'
import { protocolNumber } from '../../../packet/protocol.ts'
import type { BadRecords } from '../bad-records.ts'
import type { RecordedEvent } from '../recorded-event.ts'
import { LineReader, type LineResult } from './line-reader.ts'

const known = new Set<number>(Object.values(protocolNumber))
/** `[1700000000.123456]`, then `[NEW]`; the family (`-o extended`); protocol and its number. */
const beginning =
  /^\s*(?:\[(\d{1,12}(?:\.\d{1,9})?)\]\s*)?(?:\[(NEW|UPDATE|DESTROY)\]\s*)?(?:ipv[46]\s+\d+\s+)?([a-z0-9-]+)\s+(\d{1,3})\s/i

/** Whether a line can be one of `conntrack -L`, `conntrack -E` or /proc/net/nf_conntrack. */
export function isConntrackLine(line: string): boolean {
  return isHeadline(line) || (beginning.test(line) && /\ssrc=\S+ dst=\S+/.test(line))
}

/**
 * What `conntrack -L` (also with `-o extended`) and `conntrack -E` (also with `-o timestamp`) print. The first pair of
 * addresses is what the client sent, before any translation; counters are there with nf_conntrack_acct.
 */
export function createConntrackReader(records: BadRecords): LineReader {
  return new LineReader(records, (text): LineResult => {
    if (isHeadline(text)) return undefined
    const head = beginning.exec(text)
    if (head === null)
      return 'no line of conntrack: expected e.g. tcp 6 119 ESTABLISHED src=… dst=…'
    const [, seconds, type, , number] = head
    const protocol = Number(number)
    if (!known.has(protocol)) {
      records.skip('other-protocol')
      return undefined
    }
    return readEntry(
      text,
      protocol,
      seconds === undefined ? undefined : Number(seconds) * 1e3,
      type,
    )
  })
}

function readEntry(
  text: string,
  protocol: number,
  atMs: number | undefined,
  type: string | undefined,
): RecordedEvent | string {
  const [request = '', reply = ''] = splitTuples(text)
  const source = tryParseAddress(textOf(request, 'src') ?? '')
  const destination = tryParseAddress(textOf(request, 'dst') ?? '')
  if (source === undefined || destination === undefined)
    return `src "${textOf(request, 'src') ?? ''}" or dst "${textOf(request, 'dst') ?? ''}" is no IP address`
  const isIcmp = protocol === protocolNumber.icmp || protocol === protocolNumber.icmpv6
  const sourcePort = numberOf(request, isIcmp ? 'id' : 'sport', 65_535)
  const destinationPort = numberOf(request, isIcmp ? 'id' : 'dport', 65_535)
  if (sourcePort === undefined || destinationPort === undefined)
    return isIcmp ? 'no id=' : 'no sport= or dport='
  const total = (name: string) =>
    (numberOf(request, name, Number.MAX_SAFE_INTEGER) ?? 0) +
    (numberOf(reply, name, Number.MAX_SAFE_INTEGER) ?? 0)
  return {
    kind: type === 'DESTROY' ? 'flow-ended' : 'flow',
    flow: {
      protocol,
      source: { address: source, port: sourcePort },
      destination: { address: destination, port: destinationPort },
      atMs,
      durationMs: undefined,
      packets: total('packets'),
      bytes: total('bytes'),
      isKnown: type === 'UPDATE',
    },
  }
}

/** What the client sent, and what the answers look like. */
function splitTuples(text: string): readonly string[] {
  const first = text.indexOf(' src=')
  const second = text.indexOf(' src=', first + 1)
  return second < 0 ? [text.slice(first)] : [text.slice(first, second), text.slice(second)]
}

function textOf(text: string, name: string): string | undefined {
  const start = text.indexOf(` ${name}=`)
  if (start < 0) return undefined
  const from = start + name.length + 2
  const end = text.indexOf(' ', from)
  return text.slice(from, end < 0 ? undefined : end)
}

function numberOf(text: string, name: string, max: number): number | undefined {
  const value = textOf(text, name)
  if (value === undefined || !/^\d{1,16}$/.test(value)) return undefined
  return Number(value) <= max ? Number(value) : undefined
}

/** `conntrack v1.4.8 (conntrack-tools): 3 flow entries have been shown.` */
function isHeadline(line: string): boolean {
  return /^conntrack v\d/.test(line)
}
