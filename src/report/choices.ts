/** What flags may be set to; here, so that naming them loads nothing else. */
export const traceProtocols = ['tcp', 'udp', 'sctp', 'icmp'] as const
export type TraceProtocol = (typeof traceProtocols)[number]

export const rulesOutputs = [
  'restore',
  'save',
  'ipvsadm',
  'ipvsadm-list',
  'ipset',
  'nft',
  'nft-json',
  'json',
] as const
export type RulesOutput = (typeof rulesOutputs)[number]

export const resolveTypes = ['A', 'AAAA', 'SRV', 'CNAME', 'PTR', 'TXT'] as const
