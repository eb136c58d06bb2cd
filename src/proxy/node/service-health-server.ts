import type { Family } from '../../packet/address.ts'
import { joinHostPort } from '../sloppy-address.ts'
import type { NetworkInterfaces } from './node-addresses.ts'
import { matchingNodeAddresses, type NodePortAddresses } from './node-port-addresses.ts'

/** What a healthCheckNodePort answers (pkg/proxy/healthcheck/service_health.go). */
export interface HealthCheckAnswer {
  readonly namespace: string
  readonly name: string
  readonly port: number
  /** `address:port` of every open socket, sorted. */
  readonly listen: readonly string[]
  readonly status: 200 | 503
  /** Header X-Load-Balancing-Endpoint-Weight. */
  readonly weight: string
  readonly localEndpoints: number
  readonly body: string
}

/** Answers load balancers that ask whether this node has a ready endpoint of a Service. */
export class ServiceHealthServer {
  /** kube-proxy's own health: while it is bad, every answer is. */
  isProxyHealthy = true
  readonly #addresses: readonly string[]
  #ports: ReadonlyMap<string, number> = new Map()
  #localEndpoints: ReadonlyMap<string, number> = new Map()

  constructor(family: Family, addresses: NodePortAddresses, interfaces: NetworkInterfaces) {
    const any = family === 'IPv4' ? '0.0.0.0' : '::'
    this.#addresses = addresses.matchesAll
      ? [any]
      : matchingNodeAddresses(addresses, interfaces).map(({ text }) => text)
  }

  /** `ports` and `localEndpoints` (ready ones of this node, by distinct address): by `namespace/name`. */
  sync(ports: ReadonlyMap<string, number>, localEndpoints: ReadonlyMap<string, number>): void {
    this.#ports = new Map(ports)
    this.#localEndpoints = new Map(localEndpoints)
  }

  /** By namespace, then name. */
  answers(): HealthCheckAnswer[] {
    return [...this.#ports]
      .map(([serviceName, port]) => this.#answer(serviceName, port))
      .sort((a, b) => compare(a.namespace, b.namespace) || compare(a.name, b.name))
  }

  #answer(serviceName: string, port: number): HealthCheckAnswer {
    const slash = serviceName.indexOf('/')
    const namespace = serviceName.slice(0, slash)
    const name = serviceName.slice(slash + 1)
    const localEndpoints = this.#localEndpoints.get(serviceName) ?? 0
    return {
      namespace,
      name,
      port,
      listen: this.#addresses.map((address) => joinHostPort(address, port)).sort(),
      status: localEndpoints > 0 && this.isProxyHealthy ? 200 : 503,
      weight: String(localEndpoints),
      localEndpoints,
      body: [
        '{',
        '\t"service": {',
        `\t\t"namespace": ${JSON.stringify(namespace)},`,
        `\t\t"name": ${JSON.stringify(name)}`,
        '\t},',
        `\t"localEndpoints": ${localEndpoints},`,
        `\t"serviceProxyHealthy": ${this.isProxyHealthy}`,
        '}',
      ].join('\n'),
    }
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
