/**
 * Changes of kube-proxy, by their number, that a cluster may do without, though the emulated version (1.36)
 * has them; or that it has ahead of its time. None is on by default. A scenario says
 * `toggles: [kubernetes#127318]`.
 */
export const toggles = {
  'kubernetes#127318':
    'Without the conntrack reconciler (1.32): UDP entries go when their endpoint goes, whatever is left, and all of a Service when it gets its first endpoint, at every start of kube-proxy too.',
  'kubernetes#139629':
    'With a fix that came after 1.36: the conntrack reconciler also looks at Services that have no endpoint left.',
  'KEP-1669':
    'Without KEP-1669 (1.26): terminating endpoints are never used, also where no ready one is left.',
  'kubernetes#66012':
    'Without graceful termination in IPVS mode (1.12): a real server is deleted at once.',
  'kubernetes#71834':
    'Without expire_nodest_conn and expire_quiescent_template in IPVS mode (1.13).',
  'kubernetes#74840': 'Without the DROP of INVALID packets in iptables mode (1.15).',
} as const

export type ToggleName = keyof typeof toggles

export type Toggles = ReadonlySet<ToggleName>

export const toggleNames = Object.keys(toggles) as readonly ToggleName[]

export const noToggles: Toggles = new Set()
