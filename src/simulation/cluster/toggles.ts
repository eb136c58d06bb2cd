/**
 * Changes of kube-proxy that can be taken away from the emulated version (1.36), by their number: a scenario
 * says `without: kubernetes#127318`.
 */
export type ToggleName =
  /** Without the conntrack reconciler (1.32): UDP entries go when an endpoint goes, and at the first endpoint. */
  | 'kubernetes#127318'
  /** Without KEP-1669 (1.26): terminating endpoints are never used, also where no ready one is left. */
  | 'KEP-1669'
  /** Without graceful termination in IPVS mode (1.12): a real server is deleted at once. */
  | 'kubernetes#66012'
  /** Without expire_nodest_conn and expire_quiescent_template in IPVS mode (1.13). */
  | 'kubernetes#71834'
  /** Without the DROP of INVALID packets in iptables mode (1.15). */
  | 'kubernetes#74840'
