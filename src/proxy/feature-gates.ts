/** The feature gates of kube-proxy v1.36 that change what it writes, with their defaults (pkg/features/kube_features.go). */
const defaults = {
  /** Off: external IPs are not programmed. */
  AllowServiceExternalIPs: true,
  /** Off: node hints are ignored. */
  PreferSameTrafficDistribution: true,
} as const

export type FeatureGate = keyof typeof defaults
export type FeatureGates = Readonly<Record<string, boolean>>

export function isEnabled(gates: FeatureGates, gate: FeatureGate): boolean {
  return gates[gate] ?? defaults[gate]
}
