/**
 * Changes of kube-proxy, by their number, that a cluster may do without, though the emulated version (1.36)
 * has them; or that it has ahead of its time. None is on by default. A scenario says
 * `toggles: [kubernetes#127318]`.
 */
export const toggles = {
  'kubernetes#127318':
    'Without the conntrack reconciler (1.32): UDP entries go when their endpoint goes, whatever is left, and all of a Service when it gets its first endpoint, at every start of kube-proxy too.',
  'kubernetes#48524':
    'Without clearing UDP entries of a Service that gets its first endpoint (1.8); those of an endpoint go with it, as in kubernetes#127318.',
  'kubernetes#139629':
    'With a fix that came after 1.36: the conntrack reconciler also looks at Services that have no endpoint left.',
  'kubernetes#141371':
    'With a fix that came after 1.36: UDP entries that lead from a deleted Service go with it.',
  'KEP-1669':
    'Without KEP-1669 (1.26): terminating endpoints are never used, also where no ready one is left.',
  'kubernetes#66012':
    'Without graceful termination in IPVS mode (1.12): a real server is deleted at once.',
  'kubernetes#71834':
    'Without expire_nodest_conn and expire_quiescent_template in IPVS mode (1.13).',
  'kubernetes#71114': 'Without conn_reuse_mode=0 in IPVS mode on kernels before 5.9 (1.13).',
  'kubernetes#72534':
    'Without REJECT for forwarded packets to a cluster IP without endpoints in iptables mode (1.14): only the node’s own are refused.',
  'kubernetes#74840': 'Without the DROP of INVALID packets in iptables mode (1.15).',
  'kubernetes#54219':
    'Without the set KUBE-LOOP-BACK in IPVS mode (1.9): a pod that reaches itself by a Service is not masqueraded.',
  'kubernetes#106030':
    'With affinity in iptables mode as in 1.22, before 1.23: clients of a cluster IP keep to an endpoint that is not ready, until it is deleted.',
  'kubernetes#106507':
    'With zone hints as before 1.23: those of endpoints that are not ready count, too.',
  'kubernetes#108460':
    'Without KUBE-IPVS-FILTER in IPVS mode (1.26): on every virtual address the node’s own ports answer.',
  'kubernetes#119791':
    'Without KUBE-IPVS-OUT-FILTER in IPVS mode (1.29): loadBalancerSourceRanges do not hold for the node’s own packets.',
  'kubernetes#139516':
    'With a fix that came after 1.36: comments in nftables mode are cut where nft would refuse them.',
} as const

export type ToggleName = keyof typeof toggles

export type Toggles = ReadonlySet<ToggleName>

export const toggleNames = Object.keys(toggles) as readonly ToggleName[]

export const noToggles: Toggles = new Set()
