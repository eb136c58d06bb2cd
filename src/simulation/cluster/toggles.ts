/**
 * Changes of kube-proxy that can be taken away from the emulated version (1.36), by their number, and what a
 * kube-proxy without them does: a scenario says `toggles: [kubernetes#127318]`.
 */
export const toggles = {
  'kubernetes#127318':
    'Without the conntrack reconciler (1.32): UDP entries go when an endpoint goes, and at the first endpoint.',
  'KEP-1669':
    'Without KEP-1669 (1.26): terminating endpoints are never used, also where no ready one is left.',
  'kubernetes#66012':
    'Without graceful termination in IPVS mode (1.12): a real server is deleted at once.',
  'kubernetes#71834':
    'Without expire_nodest_conn and expire_quiescent_template in IPVS mode (1.13).',
  'kubernetes#74840': 'Without the DROP of INVALID packets in iptables mode (1.15).',
} as const

export type ToggleName = keyof typeof toggles

export const toggleNames = Object.keys(toggles) as readonly ToggleName[]
