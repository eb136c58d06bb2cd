import type { Service, ServicePort } from '../objects/service.ts'
import type { FieldErrors } from './field-errors.ts'
import { complain, dnsLabel, portName, portNumber, qualifiedName } from './names.ts'

export const protocols: readonly string[] = ['SCTP', 'TCP', 'UDP']

/** pkg/apis/core/validation validateServicePort, one port after the other. */
export function checkPorts(errors: FieldErrors, { spec }: Service): void {
  const names = new Set<string>()
  for (const [index, port] of spec.ports.entries())
    checkPort(errors, port, index, spec.ports.length > 1, names)
}

function checkPort(
  errors: FieldErrors,
  port: ServicePort,
  index: number,
  wantsName: boolean,
  names: Set<string>,
): void {
  const at = (field: string) => ['spec', 'ports', index, field]
  if (port.name === '') {
    if (wantsName) errors.required(at('name'))
  } else {
    complain(errors, at('name'), port.name, dnsLabel(port.name))
    if (names.has(port.name)) errors.duplicate(at('name'), port.name)
    names.add(port.name)
  }
  complain(errors, at('port'), port.port, portNumber(port.port))
  if (!protocols.includes(port.protocol))
    errors.unsupported(at('protocol'), port.protocol, protocols)
  const target = port.targetPort
  complain(
    errors,
    at('targetPort'),
    target,
    typeof target === 'number' ? portNumber(target) : portName(target),
  )
  if (port.appProtocol !== undefined)
    complain(errors, at('appProtocol'), port.appProtocol, qualifiedName(port.appProtocol))
}

/** Node ports on a ClusterIP Service, and what stands twice among (protocol, port) pairs. */
export function checkPortPairs(errors: FieldErrors, { spec }: Service): void {
  const ports = [...spec.ports.entries()]
  if (spec.type === 'ClusterIP')
    for (const [index, { nodePort }] of ports)
      if (nodePort !== 0)
        errors.forbidden(
          ['spec', 'ports', index, 'nodePort'],
          "may not be used when `type` is 'ClusterIP'",
        )
  const nodePorts = new Set<string>()
  for (const [index, { protocol, nodePort }] of ports) {
    if (nodePort === 0) continue
    const key = `${protocol} ${nodePort}`
    if (nodePorts.has(key)) errors.duplicate(['spec', 'ports', index, 'nodePort'], nodePort)
    nodePorts.add(key)
  }
  const pairs = new Set<string>()
  for (const [index, { protocol, port }] of ports) {
    const key = `${protocol} ${port}`
    // The API server prints its own key: a ServicePort with all else empty.
    if (pairs.has(key))
      errors.duplicate(['spec', 'ports', index], {
        Name: '',
        Protocol: protocol,
        AppProtocol: null,
        Port: port,
        TargetPort: 0,
        NodePort: 0,
      })
    pairs.add(key)
  }
}
