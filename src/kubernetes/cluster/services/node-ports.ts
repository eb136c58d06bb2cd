import type { Service, ServicePort } from '../../objects/service.ts'
import { FieldErrors } from '../../validation/field-errors.ts'
import { needsHealthCheck } from '../../validation/service.ts'
import { invalidObject } from '../../validation/validate-object.ts'
import { hashText } from '../hashed-names.ts'
import { isFromCluster } from '../networks.ts'

/** `--service-node-port-range` by default. */
const firstPort = 30_000
const lastPort = 32_767
/** The API server hands out the first 86 last, for people to choose from (KEP-3668). */
const reservedPorts = 86

/**
 * The cluster's node ports, as the API server's allocator keeps them: one number belongs to one Service,
 * whatever the protocol; ports of one Service with the same `port` (DNS over TCP and UDP) share one.
 */
export class NodePorts {
  readonly #taken = new Set<number>()

  /**
   * Takes the ports that a Service asks for by number.
   * @throws UserError E_INVALID where one is taken, or out of range
   */
  reserve(service: Service): void {
    const { spec } = service
    const errors = new FieldErrors()
    const chosen = new Map<number, number>()
    if (usesNodePorts(service))
      for (const [index, port] of spec.ports.entries()) {
        if (port.nodePort === 0 || chosen.get(port.port) === port.nodePort) continue
        if (!chosen.has(port.port)) chosen.set(port.port, port.nodePort)
        const reason = this.#refusal(port.nodePort, isFromCluster(service))
        if (reason === undefined) this.#taken.add(port.nodePort)
        else errors.invalid(['spec', 'ports', index, 'nodePort'], port.nodePort, reason)
      }
    const health = spec.healthCheckNodePort ?? 0
    if (health !== 0 && needsHealthCheck(service)) {
      const reason = this.#refusal(health, isFromCluster(service))
      if (reason === undefined) this.#taken.add(health)
      else
        errors.internal(
          ['spec', 'healthCheckNodePort'],
          `failed to allocate requested HealthCheck NodePort ${health}: ${reason}`,
        )
    }
    if (errors.any) throw invalidObject(service, errors.list)
  }

  /** The Service with every node port that it needs; those it asked for must have been reserved. */
  allocate(service: Service): Service {
    const { metadata, spec } = service
    const name = `${metadata.namespace}/${metadata.name}`
    const chosen = new Map(
      spec.ports.filter(({ nodePort }) => nodePort !== 0).map((port) => [port.port, port.nodePort]),
    )
    const wanted = usesNodePorts(service) && spec.allocateLoadBalancerNodePorts !== false
    const number = (port: ServicePort): ServicePort => {
      if (port.nodePort !== 0 || !wanted) return port
      const nodePort = chosen.get(port.port) ?? this.#next(service, `${name}:${port.port}`)
      chosen.set(port.port, nodePort)
      return { ...port, nodePort }
    }
    const ports = spec.ports.map(number)
    const needsHealthPort = needsHealthCheck(service) && (spec.healthCheckNodePort ?? 0) === 0
    if (!needsHealthPort) return { ...service, spec: { ...spec, ports } }
    const healthCheckNodePort = this.#next(service, `${name}:health-check`)
    return { ...service, spec: { ...spec, ports, healthCheckNodePort } }
  }

  #refusal(port: number, anyRange: boolean): string | undefined {
    if (!anyRange && (port < firstPort || port > lastPort))
      return `provided port is not in the valid range. The range of valid ports is ${firstPort}-${lastPort}`
    return this.#taken.has(port) ? 'provided port is already allocated' : undefined
  }

  /** Begins at a place that the name decides, so that other Services hardly ever change it. */
  #next(service: Service, name: string): number {
    const upper = firstPort + reservedPorts
    const count = lastPort - upper + 1
    const start = hashText(name) % count
    for (let step = 0; step < count + reservedPorts; step += 1) {
      const port = step < count ? upper + ((start + step) % count) : firstPort + step - count
      if (this.#taken.has(port)) continue
      this.#taken.add(port)
      return port
    }
    const errors = new FieldErrors()
    errors.internal(['spec', 'ports'], 'failed to allocate a nodePort: range is full')
    throw invalidObject(service, errors.list)
  }
}

function usesNodePorts({ spec }: Service): boolean {
  return spec.type === 'NodePort' || spec.type === 'LoadBalancer'
}
