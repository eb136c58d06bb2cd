import type { ObjectBase } from './metadata.ts'

/** networking.k8s.io/v1 ServiceCIDR. */
export interface ServiceCidr extends ObjectBase {
  readonly kind: 'ServiceCIDR'
  readonly spec: { readonly cidrs: readonly string[] }
}
