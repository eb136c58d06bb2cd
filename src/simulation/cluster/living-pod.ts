import type { Address } from '../../packet/address.ts'

/** A Pod as packets meet it: where it is, and whether somebody listens. */
export interface LivingPod {
  /** `namespace/name`. */
  readonly name: string
  /** '' until it is bound to one. */
  readonly node: string
  /** IPv4 first; empty: none yet. */
  readonly addresses: readonly Address[]
  readonly hostNetwork: boolean
  readonly state: PodLifeState
  /** What its kubelet last found; the API server may not know yet. */
  readonly isReady: boolean
  /** Whether a process takes new connections there. */
  listens(protocol: number, port: number): boolean
  /** Called once, when its processes end: open connections end with them. */
  onEnd(listener: (how: PodEnd) => void): void
}

/** `terminating`: its kubelet is ending it. `gone`: its processes have ended, its address is nobody's. */
export type PodLifeState = 'starting' | 'running' | 'terminating' | 'gone'

/** What open connections get: a FIN or an RST of a kernel that is still there, or nothing at all. */
export type PodEnd = 'fin' | 'rst' | 'silence'
