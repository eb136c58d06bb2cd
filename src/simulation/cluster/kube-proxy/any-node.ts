import type { KubernetesObject } from '../../../kubernetes/objects/kubernetes-object.ts'
import type { Family } from '../../../packet/address.ts'
import type { ProxyConfiguration } from '../../../proxy/configuration.ts'
import { KubeProxy, type WatchEvent } from '../../../proxy/kube-proxy.ts'
import { ServiceHealthServer } from '../../../proxy/node/service-health-server.ts'

/** More endpoints than these make a large cluster in iptables mode, which has no hourly full sync. */
const largeClusterEndpointCount = 1_000

const allAddresses = { matchesAll: true, networks: [], containsIpv4Loopback: false }

/**
 * What kube-proxies of all nodes make of the watch alike: which changes ask for a sync. Tracked once for the
 * whole cluster, with nobody to write rules.
 */
export class AnyNode {
  readonly #proxies: ReadonlyMap<Family, KubeProxy<undefined>>

  constructor(
    objects: readonly KubernetesObject[],
    families: readonly Family[],
    { featureGates, toggles }: ProxyConfiguration,
  ) {
    this.#proxies = new Map(
      families.map((family) => [
        family,
        new KubeProxy({
          family,
          nodeName: '',
          featureGates,
          ...(toggles === undefined ? {} : { toggles }),
          proxier: { sync: () => ({ kind: 'partial', transaction: undefined, failed: false }) },
          healthServer: new ServiceHealthServer(family, allAddresses, {}),
        }),
      ]),
    )
    for (const proxy of this.#proxies.values()) {
      for (const object of objects)
        if (object.kind !== 'Pod') proxy.observe({ kind: 'applied', object })
      proxy.sync(0)
    }
  }

  /** Families whose kube-proxies want a sync because of this. */
  observe(event: WatchEvent): ReadonlySet<Family> {
    const asking = new Set<Family>()
    for (const [family, proxy] of this.#proxies) {
      proxy.observe(event)
      if (!proxy.isSyncWanted) continue
      asking.add(family)
      proxy.sync(0)
    }
    return asking
  }

  isLarge(family: Family): boolean {
    const view = this.#proxies.get(family)?.view()
    let count = 0
    for (const port of view?.servicePorts.values() ?? [])
      count += view?.endpointsOf(port).length ?? 0
    return count > largeClusterEndpointCount
  }
}
