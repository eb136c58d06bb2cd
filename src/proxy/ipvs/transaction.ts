import type { EnsureOperation } from '../iptables/jump-rules.ts'
import type { RealServer, VirtualServer } from './servers/virtual-server.ts'
import type { SetDefinition } from './sets/set-definition.ts'

/**
 * What one sync (or one look at terminating servers) changes in the node's kernel. To be applied in the
 * order of the fields, except that kube-proxy binds an address right after the virtual server that wants it.
 */
export interface IpvsTransaction {
  /** Chains and rules that must be there, outside of the restore; the same at every sync. */
  readonly ensure: readonly EnsureOperation[]
  /** Sets that must be there, in this order; the same at every sync. */
  readonly sets: readonly SetDefinition[]
  /** In order; deletions of virtual servers come last. */
  readonly operations: readonly IpvsOperation[]
  /** Put on kube-ipvs0. */
  readonly boundAddresses: readonly string[]
  /** In the order of the sets; of each the removals first. */
  readonly entryOperations: readonly EntryOperation[]
  /** Input of `iptables-restore --noflush --counters`; '' where nothing is restored. */
  readonly restore: string
  /** Taken from kube-ipvs0. */
  readonly unboundAddresses: readonly string[]
}

export type IpvsOperation =
  | { readonly kind: 'add-virtual-server'; readonly virtualServer: VirtualServer }
  | { readonly kind: 'update-virtual-server'; readonly virtualServer: VirtualServer }
  | { readonly kind: 'delete-virtual-server'; readonly virtualServer: VirtualServer }
  | RealServerOperation

export interface RealServerOperation {
  readonly kind: 'add-real-server' | 'update-real-server' | 'delete-real-server'
  readonly virtualServer: VirtualServer
  readonly realServer: RealServer
}

export interface EntryOperation {
  readonly kind: 'add' | 'delete'
  readonly set: SetDefinition
  readonly entry: string
}

export const emptyTransaction: IpvsTransaction = {
  ensure: [],
  sets: [],
  operations: [],
  boundAddresses: [],
  entryOperations: [],
  restore: '',
  unboundAddresses: [],
}

/** The device that kube-proxy puts virtual addresses on (pkg/proxy/ipvs/proxier.go defaultDummyDevice). */
export const dummyDevice = 'kube-ipvs0'
