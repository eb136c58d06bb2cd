import type { ProxyMode } from '../../../proxy/configuration.ts'
import type { KubeProxy } from '../../../proxy/kube-proxy.ts'
import type { Sysctls } from '../../../proxy/node/conntrack-sysctls.ts'
import { emulateIptables } from './iptables-emulation.ts'
import { emulateIpvs } from './ipvs/emulation.ts'
import { emulateNftables } from './nftables/emulation.ts'
import type { RecordedState, RecordedStep } from './recorded-state.ts'

/** One mode's kube-proxy on the machine of a recorded state. */
export interface ModeEmulation {
  readonly proxy: KubeProxy<unknown>
  /** After the start. */
  readonly sysctls: Sysctls
  /** Tells the machine what the step changes on it, before kube-proxy sees anything. */
  beforeStep?(step: RecordedStep): void
  /** What the mode adds to the step's answer, field by field as the recording writes it; starts anew. */
  takeAnswer(): Readonly<Record<string, unknown>>
}

export type EmulateMode = (state: RecordedState) => ModeEmulation

/** A mode that is missing here is counted as not emulated. */
export const modeEmulations: Readonly<Partial<Record<ProxyMode, EmulateMode>>> = {
  iptables: emulateIptables,
  ipvs: emulateIpvs,
  nftables: emulateNftables,
}
