import type { InputPod } from '../objects/input-object.ts'
import type { Container, ContainerPort } from '../objects/pod.ts'
import type { PodTemplateSpec } from '../objects/workload.ts'
import { checkAddress } from './addresses.ts'
import { type FieldError, FieldErrors, type FieldPath } from './field-errors.ts'
import { checkMetadata } from './metadata.ts'
import { complain, dnsLabel, dnsSubdomain, portName, portNumber } from './names.ts'
import { checkPodDns } from './pod-dns.ts'
import { checkLifecycle, checkProbe } from './probe.ts'
import { protocols } from './service-ports.ts'

/**
 * The part of pkg/apis/core/validation ValidatePodCreate that looks at what Services depend on: names,
 * ports, addresses, and when a Pod is ready and how it ends. Images, volumes and the rest are not looked at.
 */
export function validatePod(pod: InputPod): readonly FieldError[] {
  const errors = new FieldErrors()
  checkMetadata(errors, pod.metadata, true, dnsSubdomain)
  for (const [index, { ip }] of pod.status.podIPs.entries())
    checkAddress(errors, ['status', 'podIPs', index], ip)
  checkPodSpec(
    errors,
    { ...pod.spec, nodeSelector: pod.nodeSelector, tolerations: pod.tolerations },
    ['spec'],
    true,
    !pod.hasStatus,
  )
  return errors.list
}

export function checkPodSpec(
  errors: FieldErrors,
  spec: PodTemplateSpec,
  path: FieldPath,
  isPod = false,
  wantsContainers = true,
): void {
  if (spec.containers.length === 0 && wantsContainers) errors.required([...path, 'containers'])
  const names = new Set<string>()
  for (const [index, container] of spec.containers.entries()) {
    const containerPath = [...path, 'containers', index]
    checkContainer(errors, container, containerPath, names)
    checkCourse(errors, container, spec.terminationGracePeriodSeconds ?? 30, containerPath)
  }
  if (spec.nodeName !== undefined)
    complain(errors, [...path, 'nodeName'], spec.nodeName, dnsSubdomain(spec.nodeName))
  for (const field of ['hostname', 'subdomain'] as const) {
    const name = spec[field]
    if (name !== undefined) complain(errors, [...path, field], name, dnsLabel(name))
  }
  checkPodDns(errors, spec, path)
  if (spec.hostNetwork) checkHostPorts(errors, spec, path, isPod)
  checkHostPortConflicts(errors, spec, path)
}

function checkContainer(
  errors: FieldErrors,
  container: Container,
  path: FieldPath,
  names: Set<string>,
): void {
  const namePath = [...path, 'name']
  if (container.name === '') errors.required(namePath)
  else complain(errors, namePath, container.name, dnsLabel(container.name))
  if (names.has(container.name)) errors.duplicate(namePath, container.name)
  names.add(container.name)
  const portNames = new Set<string>()
  for (const [index, port] of container.ports.entries())
    checkContainerPort(errors, port, [...path, 'ports', index], portNames)
}

/** When it is ready, and how it ends. */
function checkCourse(
  errors: FieldErrors,
  { lifecycle, readinessProbe }: Container,
  gracePeriod: number,
  path: FieldPath,
): void {
  if (lifecycle !== undefined)
    checkLifecycle(errors, lifecycle, gracePeriod, [...path, 'lifecycle'])
  if (readinessProbe !== undefined)
    checkProbe(errors, readinessProbe, gracePeriod, [...path, 'readinessProbe'])
}

function checkContainerPort(
  errors: FieldErrors,
  port: ContainerPort,
  path: FieldPath,
  names: Set<string>,
): void {
  if (port.name !== undefined) {
    const complaints = portName(port.name)
    complain(errors, [...path, 'name'], port.name, complaints)
    if (complaints.length === 0 && names.has(port.name))
      errors.duplicate([...path, 'name'], port.name)
    names.add(port.name)
  }
  if (port.containerPort === 0) errors.required([...path, 'containerPort'])
  else
    complain(errors, [...path, 'containerPort'], port.containerPort, portNumber(port.containerPort))
  if (port.hostPort !== undefined)
    complain(errors, [...path, 'hostPort'], port.hostPort, portNumber(port.hostPort))
  if (!protocols.includes(port.protocol))
    errors.unsupported([...path, 'protocol'], port.protocol, protocols)
}

/** With hostNetwork a container's port is the node's (validatePodHostNetworkDeps). */
function checkHostPorts(
  errors: FieldErrors,
  spec: PodTemplateSpec,
  path: FieldPath,
  isPod: boolean,
): void {
  for (const [index, container] of spec.containers.entries())
    for (const [place, { hostPort = 0, containerPort }] of container.ports.entries())
      if ((isPod || hostPort !== 0) && hostPort !== containerPort)
        errors.invalid(
          [...path, 'containers', index, 'ports', place, 'hostPort'],
          hostPort,
          'must match `containerPort` when `hostNetwork` is true',
        )
}

/** checkHostPortConflicts: no port of the host twice in one Pod. */
function checkHostPortConflicts(errors: FieldErrors, spec: PodTemplateSpec, path: FieldPath): void {
  const seen = new Set<string>()
  for (const [index, container] of spec.containers.entries())
    for (const [place, { hostPort, hostIP = '', protocol }] of container.ports.entries()) {
      if (hostPort === undefined) continue
      const key = `${protocol}/${hostIP}/${hostPort}`
      if (seen.has(key))
        errors.duplicate([...path, 'containers', index, 'ports', place, 'hostPort'], key)
      seen.add(key)
    }
}
