import type { ServiceCidr } from '../../kubernetes/objects/service-cidr.ts'

/** The CIDRs of all ServiceCIDR objects (pkg/proxy/config ServiceCIDRConfig). */
export class WatchedServiceCidrs {
  readonly #objects = new Map<string, ServiceCidr>()
  readonly #cidrs = new Set<string>()

  /**
   * True: the proxiers hear of it. A CIDR that two objects name goes when one of them does: kube-proxy keeps a
   * set, not counts.
   */
  update(name: string, current: ServiceCidr | undefined): boolean {
    const previous = this.#objects.get(name)
    if (previous === undefined && current === undefined) return false
    for (const cidr of previous?.spec.cidrs ?? []) this.#cidrs.delete(cidr)
    for (const cidr of current?.spec.cidrs ?? []) this.#cidrs.add(cidr)
    if (current === undefined) this.#objects.delete(name)
    else this.#objects.set(name, current)
    return true
  }

  /** Sorted as strings (kube-proxy: in the order of a Go map). */
  list(): string[] {
    return [...this.#cidrs].sort()
  }
}
