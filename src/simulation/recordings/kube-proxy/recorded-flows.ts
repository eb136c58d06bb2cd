import { formatAddress, tryParseAddress } from '../../../packet/address.ts'
import type { ConntrackFlow } from '../../../proxy/node/conntrack-cleanup.ts'
import { numberIn, type RawRecord, textIn } from './raw-value.ts'

/** A conntrack entry, and how the recording writes it. */
export interface RecordedFlow extends ConntrackFlow {
  readonly written: Readonly<Record<string, string | number>>
}

const protocols: readonly string[] = ['tcp', 'udp', 'sctp', 'icmp']

export function recordedFlow(raw: RawRecord): RecordedFlow {
  const given = (textIn(raw, 'proto') ?? '').toLowerCase()
  const protocol = protocols.includes(given) ? given : ''
  const address = (name: string) => addressText(textIn(raw, name) ?? '')
  const port = (name: string) => numberIn(raw, name) ?? 0
  const written = {
    proto: protocol,
    src: address('src') ?? '',
    dst: address('dst') ?? '',
    sport: port('sport'),
    dport: port('dport'),
    replySrc: address('replySrc') ?? '',
    replyDst: address('replyDst') ?? '',
    replySport: port('replySport'),
    replyDport: port('replyDport'),
  }
  return {
    protocol,
    source: address('src') ?? noAddress,
    destination: address('dst') ?? noAddress,
    sourcePort: written.sport,
    destinationPort: written.dport,
    replySource: address('replySrc') ?? noAddress,
    replyDestination: address('replyDst') ?? noAddress,
    replySourcePort: written.replySport,
    replyDestinationPort: written.replyDport,
    written,
  }
}

/** What Go prints for an address that is not there. */
const noAddress = '<nil>'

function addressText(text: string): string | undefined {
  const address = tryParseAddress(text)
  return address === undefined ? undefined : formatAddress(address)
}
