/** Fields that rules may look at, with their data types (nftables src/{proto,meta,ct}.c). */
type Fields = Readonly<Record<string, string>>

const ports: Fields = { sport: 'inet_service', dport: 'inet_service' }

export const payloadFields: Readonly<Record<string, Fields>> = {
  ip: {
    version: 'integer',
    hdrlength: 'integer',
    dscp: 'dscp',
    ecn: 'ecn',
    length: 'integer',
    id: 'integer',
    'frag-off': 'integer',
    ttl: 'integer',
    protocol: 'inet_proto',
    checksum: 'integer',
    saddr: 'ipv4_addr',
    daddr: 'ipv4_addr',
  },
  ip6: {
    version: 'integer',
    dscp: 'dscp',
    ecn: 'ecn',
    flowlabel: 'integer',
    length: 'integer',
    nexthdr: 'inet_proto',
    hoplimit: 'integer',
    saddr: 'ipv6_addr',
    daddr: 'ipv6_addr',
  },
  tcp: {
    ...ports,
    sequence: 'integer',
    ackseq: 'integer',
    doff: 'integer',
    reserved: 'integer',
    flags: 'tcp_flag',
    window: 'integer',
    checksum: 'integer',
    urgptr: 'integer',
  },
  udp: { ...ports, length: 'integer', checksum: 'integer' },
  udplite: { ...ports, csumcov: 'integer', checksum: 'integer' },
  sctp: { ...ports, vtag: 'integer', checksum: 'integer' },
  dccp: { ...ports, type: 'dccp_pkttype' },
  th: ports,
  icmp: {
    type: 'icmp_type',
    code: 'icmp_code',
    checksum: 'integer',
    id: 'integer',
    sequence: 'integer',
    gateway: 'integer',
    mtu: 'integer',
  },
  icmpv6: {
    type: 'icmpv6_type',
    code: 'icmpv6_code',
    checksum: 'integer',
    'parameter-problem': 'integer',
    mtu: 'integer',
    id: 'integer',
    sequence: 'integer',
    'max-delay': 'integer',
  },
  igmp: { type: 'igmp_type', mrt: 'integer', checksum: 'integer', group: 'integer' },
  ah: {
    nexthdr: 'inet_proto',
    hdrlength: 'integer',
    reserved: 'integer',
    spi: 'integer',
    sequence: 'integer',
  },
  esp: { spi: 'integer', sequence: 'integer' },
  comp: { nexthdr: 'inet_proto', flags: 'integer', cpi: 'integer' },
  ether: { saddr: 'ether_addr', daddr: 'ether_addr', type: 'ether_type' },
  vlan: { pcp: 'integer', dei: 'integer', cfi: 'integer', id: 'integer', type: 'ether_type' },
  arp: {
    htype: 'integer',
    ptype: 'ether_type',
    hlen: 'integer',
    plen: 'integer',
    operation: 'arp_op',
  },
}

/** In the order in which nft names them in errors. */
export const metaKeys: Fields = {
  length: 'integer',
  protocol: 'ether_type',
  priority: 'classid',
  mark: 'mark',
  iif: 'iface_index',
  oif: 'iface_index',
  iifname: 'ifname',
  oifname: 'ifname',
  iiftype: 'iface_type',
  oiftype: 'iface_type',
  skuid: 'uid',
  skgid: 'gid',
  nftrace: 'integer',
  rtclassid: 'realm',
  secmark: 'integer',
  nfproto: 'nf_proto',
  l4proto: 'inet_proto',
  ibrname: 'ifname',
  obrname: 'ifname',
  pkttype: 'pkt_type',
  cpu: 'integer',
  iifgroup: 'devgroup',
  oifgroup: 'devgroup',
  cgroup: 'integer',
  random: 'integer',
  ipsec: 'boolean',
  iifkind: 'ifname',
  oifkind: 'ifname',
  ibrpvid: 'integer',
  ibrvproto: 'ether_type',
  time: 'time',
  day: 'day',
  hour: 'hour',
  sdif: 'iface_index',
  sdifname: 'ifname',
}

/** Keys that nft takes, and prints, without the word `meta` (nftables src/meta.c, meta_key_is_unqualified). */
export const unqualifiedMetaKeys: ReadonlySet<string> = new Set([
  'iif',
  'iifname',
  'iiftype',
  'iifgroup',
  'oif',
  'oifname',
  'oiftype',
  'oifgroup',
])

/** Keys that may be written without `meta`, though they are printed with it (parser_bison.y, meta_key_unqualified). */
export const bareMetaKeys: ReadonlySet<string> = new Set([
  ...unqualifiedMetaKeys,
  'mark',
  'skuid',
  'skgid',
  'nftrace',
  'rtclassid',
  'pkttype',
  'cpu',
  'cgroup',
  'ibrname',
  'obrname',
  'day',
  'hour',
  'time',
])

export const connectionKeys: Fields = {
  state: 'ct_state',
  direction: 'ct_dir',
  status: 'ct_status',
  mark: 'mark',
  expiration: 'duration',
  helper: 'string',
  l3proto: 'nf_proto',
  protocol: 'inet_proto',
  'proto-src': 'inet_service',
  'proto-dst': 'inet_service',
  label: 'ct_label',
  bytes: 'integer',
  packets: 'integer',
  avgpkt: 'integer',
  zone: 'integer',
  event: 'ct_event',
  'ip saddr': 'ipv4_addr',
  'ip daddr': 'ipv4_addr',
  'ip6 saddr': 'ipv6_addr',
  'ip6 daddr': 'ipv6_addr',
  secmark: 'integer',
  id: 'integer',
}

/** Families of tables, with the address families whose packets they see. */
export const tableFamilies = ['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev'] as const
export type TableFamily = (typeof tableFamilies)[number]

export function isTableFamily(word: string): word is TableFamily {
  return (tableFamilies as readonly string[]).includes(word)
}
