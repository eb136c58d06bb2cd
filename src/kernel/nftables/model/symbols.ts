/**
 * Names that nft 1.0.6 knows for values, first name of a value first (that one is printed).
 * Sources: nftables src/{ct,datatype,fib,meta,proto}.c, IANA protocol numbers as in Debian's /etc/protocols.
 */
export type SymbolTable = Readonly<Record<string, number>>

export const protocolSymbols: SymbolTable = {
  ip: 0,
  hopopt: 0,
  icmp: 1,
  igmp: 2,
  ggp: 3,
  ipencap: 4,
  st: 5,
  tcp: 6,
  egp: 8,
  igp: 9,
  pup: 12,
  udp: 17,
  hmp: 20,
  'xns-idp': 22,
  rdp: 27,
  'iso-tp4': 29,
  dccp: 33,
  xtp: 36,
  ddp: 37,
  'idpr-cmtp': 38,
  ipv6: 41,
  'ipv6-route': 43,
  'ipv6-frag': 44,
  idrp: 45,
  rsvp: 46,
  gre: 47,
  esp: 50,
  ah: 51,
  skip: 57,
  'ipv6-icmp': 58,
  icmpv6: 58,
  'ipv6-nonxt': 59,
  'ipv6-opts': 60,
  rspf: 73,
  vmtp: 81,
  eigrp: 88,
  ospf: 89,
  'ax.25': 93,
  ipip: 94,
  etherip: 97,
  encap: 98,
  pim: 103,
  ipcomp: 108,
  comp: 108,
  vrrp: 112,
  l2tp: 115,
  isis: 124,
  sctp: 132,
  fc: 133,
  'mobility-header': 135,
  udplite: 136,
  'mpls-in-ip': 137,
  hip: 139,
  shim6: 140,
  wesp: 141,
  rohc: 142,
  ethernet: 143,
}

export const ctStateSymbols: SymbolTable = {
  invalid: 1,
  new: 8,
  established: 2,
  related: 4,
  untracked: 64,
}

export const ctStatusSymbols: SymbolTable = {
  expected: 1,
  'seen-reply': 2,
  assured: 4,
  confirmed: 8,
  snat: 16,
  dnat: 32,
  dying: 512,
}

/** enum ip_conntrack_events, as bits. */
export const ctEventSymbols: SymbolTable = {
  new: 1,
  related: 2,
  destroy: 4,
  reply: 8,
  assured: 16,
  protoinfo: 32,
  helper: 64,
  mark: 128,
  seqadj: 256,
  secmark: 512,
  label: 1024,
}

export const ctDirectionSymbols: SymbolTable = { original: 0, reply: 1 }

export const tcpFlagSymbols: SymbolTable = {
  fin: 1,
  syn: 2,
  rst: 4,
  psh: 8,
  ack: 16,
  urg: 32,
  ecn: 64,
  cwr: 128,
}

export const fibTypeSymbols: SymbolTable = {
  unspec: 0,
  unicast: 1,
  local: 2,
  broadcast: 3,
  anycast: 4,
  multicast: 5,
  blackhole: 6,
  unreachable: 7,
  prohibit: 8,
}

export const nfprotoSymbols: SymbolTable = { ipv4: 2, ipv6: 10 }

export const etherTypeSymbols: SymbolTable = {
  ip: 0x0800,
  arp: 0x0806,
  ip6: 0x86dd,
  '8021q': 0x8100,
  '8021ad': 0x88a8,
  vlan: 0x8100,
}

export const packetTypeSymbols: SymbolTable = {
  host: 0,
  unicast: 0,
  broadcast: 1,
  multicast: 2,
  other: 3,
}

export const dscpSymbols: SymbolTable = {
  cs0: 0x00,
  cs1: 0x08,
  cs2: 0x10,
  cs3: 0x18,
  cs4: 0x20,
  cs5: 0x28,
  cs6: 0x30,
  cs7: 0x38,
  df: 0x00,
  be: 0x00,
  lephb: 0x01,
  af11: 0x0a,
  af12: 0x0c,
  af13: 0x0e,
  af21: 0x12,
  af22: 0x14,
  af23: 0x16,
  af31: 0x1a,
  af32: 0x1c,
  af33: 0x1e,
  af41: 0x22,
  af42: 0x24,
  af43: 0x26,
  va: 0x2c,
  ef: 0x2e,
}

export const ecnSymbols: SymbolTable = { 'not-ect': 0, ect1: 1, ect0: 2, ce: 3 }
export const arpOperationSymbols: SymbolTable = {
  request: 1,
  reply: 2,
  rrequest: 3,
  rreply: 4,
  inrequest: 8,
  inreply: 9,
  nak: 10,
}
export const igmpTypeSymbols: SymbolTable = {
  'membership-query': 0x11,
  'membership-report-v1': 0x12,
  'membership-report-v2': 0x16,
  'membership-report-v3': 0x22,
  'leave-group': 0x17,
}
export const dccpTypeSymbols: SymbolTable = {
  request: 0,
  response: 1,
  data: 2,
  ack: 3,
  dataack: 4,
  closereq: 5,
  close: 6,
  reset: 7,
  sync: 8,
  syncack: 9,
}
export const interfaceTypeSymbols: SymbolTable = {
  ether: 1,
  ppp: 512,
  ipip: 768,
  ipip6: 769,
  loopback: 772,
  sit: 776,
  ipgre: 778,
}
export const booleanSymbols: SymbolTable = { exists: 1, missing: 0 }
export const daySymbols: SymbolTable = {
  Sunday: 0,
  Monday: 1,
  Tuesday: 2,
  Wednesday: 3,
  Thursday: 4,
  Friday: 5,
  Saturday: 6,
}

/** What Debian's /etc/iproute2/group and rt_realms hold. */
export const deviceGroupSymbols: SymbolTable = { default: 0 }
export const realmSymbols: SymbolTable = { cosmos: 0 }

/** RFC 6275 and its extensions, as nftables src/exthdr.c names them. */
export const mobilityTypeSymbols: SymbolTable = {
  'binding-refresh-request': 0,
  'home-test-init': 1,
  'careof-test-init': 2,
  'home-test': 3,
  'careof-test': 4,
  'binding-update': 5,
  'binding-acknowledgement': 6,
  'binding-error': 7,
  'fast-binding-update': 8,
  'fast-binding-acknowledgement': 9,
  'fast-binding-advertisement': 10,
  'experimental-mobility-header': 11,
  'home-agent-switch-message': 12,
}

/** enum nf_log syslog levels, include/statement.h of nftables. */
export const logLevelNames: readonly string[] = [
  'emerg',
  'alert',
  'crit',
  'err',
  'warn',
  'notice',
  'info',
  'debug',
]

/** The one user, and group, that every node has. */
export const ownerSymbols: SymbolTable = { root: 0 }
