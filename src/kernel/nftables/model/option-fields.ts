/** Fields of headers that a packet may or may not have, with their data types (nftables src/{exthdr,tcpopt,ipopt,sctp_chunk}.c). */
type Fields = Readonly<Record<string, string>>

const next: Fields = { nexthdr: 'inet_proto' }
const nextAndLength: Fields = { ...next, hdrlength: 'integer:8' }

/** Extension headers of IPv6. */
export const extensionFields: Readonly<Record<string, Fields>> = {
  hbh: nextAndLength,
  rt: { ...nextAndLength, type: 'integer:8', 'seg-left': 'integer:8' },
  rt0: { reserved: 'integer:32', 'addr[1]': 'ipv6_addr', 'addr[2]': 'ipv6_addr' },
  rt2: { addr: 'ipv6_addr' },
  srh: {
    'last-entry': 'integer:8',
    flags: 'integer:8',
    tag: 'integer:16',
    'sid[1]': 'ipv6_addr',
    'sid[2]': 'ipv6_addr',
  },
  frag: {
    ...next,
    reserved: 'integer:8',
    'frag-off': 'integer:13',
    reserved2: 'integer:2',
    'more-fragments': 'integer:1',
    id: 'integer:32',
  },
  dst: nextAndLength,
  mh: { ...nextAndLength, type: 'mh_type', reserved: 'integer:8', checksum: 'integer:16' },
}

const length: Fields = { length: 'integer:8' }
const sack: Fields = { ...length, left: 'integer:32', right: 'integer:32' }

export const tcpOptionFields: Readonly<Record<string, Fields>> = {
  eol: {},
  nop: {},
  maxseg: { ...length, size: 'integer:16' },
  window: { ...length, count: 'integer:8' },
  'sack-perm': length,
  sack,
  sack1: sack,
  sack2: sack,
  sack3: sack,
  timestamp: { ...length, tsval: 'integer:32', tsecr: 'integer:32' },
  fastopen: length,
  mptcp: { ...length, subtype: 'integer:4' },
  md5sig: length,
}

/** Other spellings, and the number of an option that has a name. */
export const tcpOptionAliases: Readonly<Record<string, string>> = {
  sack0: 'sack',
  'sack-permitted': 'sack-perm',
  0: 'eol',
  1: 'nop',
  2: 'maxseg',
  3: 'window',
  4: 'sack-perm',
  5: 'sack',
  8: 'timestamp',
  19: 'md5sig',
  30: 'mptcp',
  34: 'fastopen',
}

const route: Fields = {
  type: 'integer:8',
  length: 'integer:8',
  ptr: 'integer:8',
  addr: 'integer:32',
}

export const ipOptionFields: Readonly<Record<string, Fields>> = {
  lsrr: route,
  rr: route,
  ssrr: route,
  ra: { type: 'integer:8', length: 'integer:8', value: 'integer:16' },
}

const chunk: Fields = { type: 'integer:8', flags: 'integer:8', length: 'integer:16' }
const initChunk: Fields = {
  ...chunk,
  'init-tag': 'integer:32',
  'a-rwnd': 'integer:32',
  'num-outbound-streams': 'integer:16',
  'num-inbound-streams': 'integer:16',
  'initial-tsn': 'integer:32',
}
const lowestChunk: Fields = { ...chunk, 'lowest-tsn': 'integer:32' }
const sequenceChunk: Fields = { ...chunk, seqno: 'integer:32' }

export const sctpChunkFields: Readonly<Record<string, Fields>> = {
  data: {
    ...chunk,
    tsn: 'integer:32',
    stream: 'integer:16',
    ssn: 'integer:16',
    ppid: 'integer:32',
  },
  init: initChunk,
  'init-ack': initChunk,
  sack: {
    ...chunk,
    'cum-tsn-ack': 'integer:32',
    'a-rwnd': 'integer:32',
    'num-gap-ack-blocks': 'integer:16',
    'num-dup-tsns': 'integer:16',
  },
  heartbeat: chunk,
  'heartbeat-ack': chunk,
  abort: chunk,
  shutdown: { ...chunk, 'cum-tsn-ack': 'integer:32' },
  'shutdown-ack': chunk,
  error: chunk,
  'cookie-echo': chunk,
  'cookie-ack': chunk,
  ecne: lowestChunk,
  cwr: lowestChunk,
  'shutdown-complete': chunk,
  'asconf-ack': sequenceChunk,
  'forward-tsn': { ...chunk, 'new-cum-tsn': 'integer:32' },
  asconf: sequenceChunk,
}
