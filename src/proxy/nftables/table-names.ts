/** What kube-proxy calls its table, and everything in it that belongs to no single Service (nftables/proxier.go). */
export const tableName = 'kube-proxy'
export const tableComment = 'rules for kube-proxy'

export const baseChainNames = {
  filterPreroutingPreDnat: 'filter-prerouting-pre-dnat',
  filterOutputPreDnat: 'filter-output-pre-dnat',
  filterInput: 'filter-input',
  filterForward: 'filter-forward',
  filterOutput: 'filter-output',
  natPrerouting: 'nat-prerouting',
  natOutput: 'nat-output',
  natPostrouting: 'nat-postrouting',
} as const

export const sharedChainNames = {
  services: 'services',
  serviceEndpointsCheck: 'service-endpoints-check',
  nodePortEndpointsCheck: 'nodeport-endpoints-check',
  clusterIpsCheck: 'cluster-ips-check',
  firewallCheck: 'firewall-check',
  masquerading: 'masquerading',
  reject: 'reject-chain',
} as const

export const setNames = {
  clusterIps: 'cluster-ips',
  nodePortIps: 'nodeport-ips',
  hairpinConnections: 'hairpin-connections',
} as const

export const mapNames = {
  serviceIps: 'service-ips',
  serviceNodePorts: 'service-nodeports',
  noEndpointServices: 'no-endpoint-services',
  noEndpointNodePorts: 'no-endpoint-nodeports',
  firewallIps: 'firewall-ips',
} as const
