import { entryOf } from '../base/entry-of.ts'

/** The feature gates of kube-proxy v1.36 that change what it writes, with their defaults (pkg/features/kube_features.go). */
const defaults = {
  /** Off: external IPs are not programmed. */
  AllowServiceExternalIPs: true,
} as const

/** Those that can no longer be changed. */
const locked: Readonly<Record<string, boolean>> = {
  /** Node hints are heeded. */
  PreferSameTrafficDistribution: true,
}

export type FeatureGate = keyof typeof defaults
export type FeatureGates = Readonly<Record<string, boolean>>

export function isEnabled(gates: FeatureGates, gate: FeatureGate): boolean {
  return gates[gate] ?? defaults[gate]
}

/** Why kube-proxy would not start with these gates, in its own words; undefined: it would. */
export function featureGateError(gates: FeatureGates): string | undefined {
  for (const [gate, value] of Object.entries(gates)) {
    const fixed = entryOf(locked, gate)
    if (fixed !== undefined && value !== fixed)
      return `cannot set feature gate ${gate} to ${value}, feature is locked to ${fixed}`
  }
  return undefined
}
