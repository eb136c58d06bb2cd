import type { ServiceProtocol } from '../../kubernetes/objects/service.ts'

/** `namespace/name`. */
export function serviceNameOf(namespace: string, name: string): string {
  return `${namespace}/${name}`
}

/** `namespace/name:port`, or `namespace/name` where the port has no name (pkg/proxy/types.go ServicePortName). */
export function servicePortText(serviceName: string, portName: string): string {
  return portName === '' ? serviceName : `${serviceName}:${portName}`
}

/**
 * Names one port of one Service. Compared as strings, these keys stand in the order that the emulator
 * walks service ports in: by `namespace/name:port`, then by protocol. kube-proxy walks a Go map there.
 */
export function servicePortKey(text: string, protocol: ServiceProtocol): string {
  return `${text}\u0000${protocol}`
}
