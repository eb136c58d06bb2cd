import { entryOf } from '../../../base/entry-of.ts'
import type { Family } from '../../../packet/address.ts'
import type { MatchExtension } from '../model/extension.ts'
import { addrtype } from './address/addrtype.ts'
import { iprange } from './address/iprange.ts'
import { ipvs } from './address/ipvs.ts'
import { physdev } from './address/physdev.ts'
import { rpfilter } from './address/rpfilter.ts'
import { set } from './address/set.ts'
import { opaqueMatch } from './opaque.ts'
import { comment } from './packet/comment.ts'
import { length } from './packet/length.ts'
import { mac } from './packet/mac.ts'
import { nfacct } from './packet/nfacct.ts'
import { owner } from './packet/owner.ts'
import { pkttype } from './packet/pkttype.ts'
import { tcpmss } from './packet/tcpmss.ts'
import { icmp, icmp6 } from './protocol/icmp.ts'
import { multiport } from './protocol/multiport.ts'
import { sctp } from './protocol/sctp.ts'
import { tcp } from './protocol/tcp.ts'
import { udp } from './protocol/udp.ts'
import { conntrack } from './state/conntrack.ts'
import { limit } from './state/limit.ts'
import { connmark, mark } from './state/mark.ts'
import { recent } from './state/recent.ts'
import { state } from './state/state.ts'
import { statistic } from './state/statistic.ts'

const modelled: readonly MatchExtension[] = [
  addrtype,
  comment,
  connmark,
  conntrack,
  icmp,
  icmp6,
  iprange,
  ipvs,
  length,
  limit,
  mac,
  mark,
  multiport,
  nfacct,
  owner,
  physdev,
  pkttype,
  recent,
  rpfilter,
  sctp,
  set,
  state,
  statistic,
  tcp,
  tcpmss,
  udp,
]

const byName = new Map(modelled.map((extension) => [extension.name, extension]))

/** Other names of the same match. */
const aliases: Readonly<Record<string, string>> = {
  'ipv6-icmp': 'icmp6',
  icmpv6: 'icmp6',
}

/**
 * The match of a name; one that is not modelled is kept as written. Undefined: no name of a match, or
 * one of the other family.
 */
export function findMatchExtension(name: string, family: Family): MatchExtension | undefined {
  const extension = byName.get(entryOf(aliases, name) ?? name)
  if (extension === undefined)
    return /^[a-zA-Z0-9][\w.-]{0,28}$/.test(name) ? opaqueMatch(name) : undefined
  return extension.family === undefined || extension.family === family ? extension : undefined
}

const protocolMatches: Readonly<Record<number, string>> = {
  1: 'icmp',
  6: 'tcp',
  17: 'udp',
  33: 'dccp',
  50: 'esp',
  51: 'ah',
  58: 'icmp6',
  132: 'sctp',
  135: 'mh',
  136: 'udplite',
}

/** The match that `-p` brings along once one of its options is used. */
export function matchNameOfProtocol(protocol: number): string | undefined {
  return protocolMatches[protocol]
}
