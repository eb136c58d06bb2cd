import type { Service } from '../../kubernetes/objects/service.ts'
import type { Family } from '../../packet/address.ts'
import type { FeatureGates } from '../feature-gates.ts'
import {
  equalServicePorts,
  type ServicePort,
  type ServicePortsOfOne,
  servicePortsOf,
} from './service-port.ts'
import { SortedMap } from './sorted-map.ts'

interface ServiceChange {
  readonly previous: ServicePortsOfOne | undefined
  readonly current: ServicePortsOfOne | undefined
}

export interface ServiceChanges {
  /** Services (`namespace/name`) that changed since the last time. */
  readonly changedServices: ReadonlySet<string>
  /** Ports that were there the last time and are no longer. */
  readonly removedPorts: readonly ServicePort[]
}

const noPorts: ServicePortsOfOne = new Map()

/** Service ports, and the Service changes that wait for the next sync (pkg/proxy/servicechangetracker.go). */
export class ServiceChangeTracker {
  readonly #family: Family
  readonly #gates: FeatureGates
  readonly #waiting = new Map<string, ServiceChange>()
  readonly #ports = new SortedMap<ServicePort>()
  readonly #byService = new Map<string, ServicePortsOfOne>()
  readonly #healthCheckNodePorts = new Map<string, number>()

  constructor(family: Family, gates: FeatureGates) {
    this.#family = family
    this.#gates = gates
  }

  /**
   * Notes a Service (`namespace/name`) as it was and as it is now (undefined: new, deleted). True: changes wait, whether from
   * this update or from another one. A change that is taken back before the sync is none.
   */
  update(
    serviceName: string,
    previous: Service | undefined,
    current: Service | undefined,
  ): boolean {
    const known = this.#waiting.get(serviceName)
    const before = known === undefined ? this.#portsIn(serviceName, previous) : known.previous
    const after = this.#portsIn(serviceName, current)
    if (!equalServicePorts(before, after))
      this.#waiting.set(serviceName, { previous: before, current: after })
    else if (known !== undefined) this.#waiting.delete(serviceName)
    return this.#waiting.size > 0
  }

  /** Applies what waits. */
  checkOut(): ServiceChanges {
    const changedServices = new Set<string>()
    const removedPorts: ServicePort[] = []
    for (const [serviceName, { current }] of this.#waiting) {
      this.#replace(serviceName, current ?? noPorts, removedPorts)
      changedServices.add(serviceName)
    }
    this.#waiting.clear()
    return { changedServices, removedPorts }
  }

  /** Every service port by key, as of the last `checkOut`. */
  get ports(): SortedMap<ServicePort> {
    return this.#ports
  }

  portsOf(serviceName: string): ServicePortsOfOne {
    return this.#byService.get(serviceName) ?? noPorts
  }

  /** Service name → healthCheckNodePort, of those that have one. */
  get healthCheckNodePorts(): ReadonlyMap<string, number> {
    return this.#healthCheckNodePorts
  }

  #portsIn(serviceName: string, service: Service | undefined): ServicePortsOfOne | undefined {
    return service && servicePortsOf(service, serviceName, this.#family, this.#gates)
  }

  #replace(serviceName: string, ports: ServicePortsOfOne, removedPorts: ServicePort[]): void {
    for (const [key, port] of this.portsOf(serviceName))
      if (!ports.has(key)) {
        this.#ports.delete(key)
        removedPorts.push(port)
      }
    this.#healthCheckNodePorts.delete(serviceName)
    for (const [key, port] of ports) {
      this.#ports.set(key, port)
      if (port.healthCheckNodePort !== 0)
        this.#healthCheckNodePorts.set(serviceName, port.healthCheckNodePort)
    }
    if (ports.size === 0) this.#byService.delete(serviceName)
    else this.#byService.set(serviceName, ports)
  }
}
