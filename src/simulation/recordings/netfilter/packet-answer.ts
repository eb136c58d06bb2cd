import { formatAddress, formatEndpoint, tryParseAddress } from '../../../packet/address.ts'
import type { End } from '../../exchange-packets.ts'
import type { ExchangeResult } from '../../exchange-result.ts'
import type { RecordedResult } from './recorded-state.ts'

/** What a sender is told, in the words of strerror. */
const errorTexts: Readonly<Record<string, string>> = {
  EINVAL: 'Invalid argument',
  ENETUNREACH: 'Network is unreachable',
  EHOSTUNREACH: 'No route to host',
  EACCES: 'Permission denied',
}

/** A result in the recording's format; a port drawn by chance as `*`, unless `drawnPorts` keeps them. */
export function answerOf(result: ExchangeResult, drawnPorts = false): RecordedResult {
  const { outcome, where, backend, seenSource, replyOk, icmp, tcpReset, selfReply, errno } = result
  return {
    outcome,
    ...(where === undefined ? {} : { where }),
    ...(backend === undefined ? {} : { backend: formatEnd(backend) }),
    ...(seenSource === undefined
      ? {}
      : { seen_src: formatEnd(seenSource, seenSource.drawn && !drawnPorts) }),
    ...(replyOk === undefined ? {} : { reply_ok: replyOk }),
    ...(icmp === undefined ? {} : { icmp: { ...icmp, from: formatAddress(icmp.from) } }),
    ...(tcpReset === undefined ? {} : { tcp_rst: tcpReset }),
    ...(selfReply === undefined ? {} : { self_reply: selfReply }),
    ...(errno === undefined
      ? {}
      : outcome === 'error'
        ? { error: errorTexts[errno] ?? errno }
        : { errno }),
  }
}

/** Whether a recorded result is this one. What chance decides about a source port is not compared. */
export function agrees(recorded: RecordedResult, answer: RecordedResult): boolean {
  return describeDifference(recorded, answer) === undefined
}

/** The first field that differs. */
export function describeDifference(
  recorded: RecordedResult,
  answer: RecordedResult,
): string | undefined {
  for (const field of ['outcome', 'where', 'self_reply', 'tcp_rst', 'errno'] as const)
    if ((recorded[field] ?? false) !== (answer[field] ?? false)) return field
  if (!isSameEnd(recorded.backend, answer.backend)) return 'backend'
  // A client on the node's own link is answered past the node.
  if (recorded.where !== 'upstream' && recorded.reply_ok !== answer.reply_ok) return 'reply_ok'
  if (!isSameEnd(recorded.seen_src, answer.seen_src)) return 'seen_src'
  const { icmp } = recorded
  if (icmp?.type !== answer.icmp?.type || icmp?.code !== answer.icmp?.code) return 'icmp'
  return inOneSpelling(icmp?.from) === inOneSpelling(answer.icmp?.from) ? undefined : 'icmp.from'
}

/** An end may be recorded without brackets around its IPv6 address (`"%s:%d"`), and without a port, or port 0, where it has none. */
function isSameEnd(recorded: string | undefined, answer: string | undefined): boolean {
  if (recorded === undefined || answer === undefined) return recorded === answer
  const [real, ours] = [splitEnd(recorded), splitEnd(answer)]
  if (inOneSpelling(real.host) !== inOneSpelling(ours.host)) return false
  return (real.port ?? '0') === '0' || ours.port === '*' || real.port === ours.port
}

function splitEnd(end: string): { readonly host: string; readonly port?: string } {
  const parts = /^(?:\[([^\]]*)\]|(.*))(?::(\d+|\*))$/.exec(end)
  if (parts === null) return { host: end.replace(/^\[(.*)\]$/, '$1') }
  return { host: parts[1] ?? parts[2] ?? '', port: parts[3] ?? '' }
}

function inOneSpelling(text: string | undefined): string | undefined {
  const address = text === undefined ? undefined : tryParseAddress(text)
  return address === undefined ? text : formatAddress(address)
}

function withoutPort(end: string): string {
  return end.slice(0, end.lastIndexOf(':'))
}

function formatEnd({ address, port }: End, anyPort = false): string {
  const text = formatEndpoint(address, port)
  return anyPort ? `${withoutPort(text)}:*` : text
}
