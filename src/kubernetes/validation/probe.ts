import type { Handler, Lifecycle, Probe } from '../objects/probe.ts'
import type { FieldErrors, FieldPath } from './field-errors.ts'
import { complain, portName, portNumber } from './names.ts'

const schemes = ['HTTP', 'HTTPS']
const timings = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
] as const

/** pkg/apis/core/validation validateReadinessProbe; `gracePeriod` in seconds. */
export function checkProbe(
  errors: FieldErrors,
  probe: Probe,
  gracePeriod: number,
  path: FieldPath,
): void {
  checkHandler(errors, probe, gracePeriod, path)
  for (const field of timings)
    if (probe[field] < 0)
      errors.invalid([...path, field], probe[field], 'must be greater than or equal to 0')
}

/** validateLifecycle */
export function checkLifecycle(
  errors: FieldErrors,
  lifecycle: Lifecycle,
  gracePeriod: number,
  path: FieldPath,
): void {
  for (const field of ['postStart', 'preStop'] as const) {
    const handler = lifecycle[field]
    if (handler !== undefined) checkHandler(errors, handler, gracePeriod, [...path, field])
  }
}

/** validateHandler: the first handler is looked at, others are too many. */
function checkHandler(
  errors: FieldErrors,
  handler: Handler,
  gracePeriod: number,
  path: FieldPath,
): void {
  const kinds = (['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const).filter(
    (kind) => handler[kind] !== undefined,
  )
  checkOne(errors, handler, kinds[0], gracePeriod, path)
  for (const kind of kinds.slice(1))
    errors.forbidden([...path, kind], 'may not specify more than 1 handler type')
}

function checkOne(
  errors: FieldErrors,
  { exec, httpGet, tcpSocket, grpc, sleep }: Handler,
  kind: keyof Handler | undefined,
  gracePeriod: number,
  path: FieldPath,
): void {
  if (kind === undefined) errors.required(path, 'must specify a handler type')
  else if (kind === 'exec' && exec?.command.length === 0)
    errors.required([...path, 'exec', 'command'])
  else if (kind === 'httpGet' && httpGet !== undefined) {
    checkPort(errors, httpGet.port, [...path, 'httpGet', 'port'])
    if (!schemes.includes(httpGet.scheme))
      errors.unsupported([...path, 'httpGet', 'scheme'], httpGet.scheme, schemes)
  } else if (kind === 'tcpSocket' && tcpSocket !== undefined)
    checkPort(errors, tcpSocket.port, [...path, 'tcpSocket', 'port'])
  else if (kind === 'grpc' && grpc !== undefined)
    checkPort(errors, grpc.port, [...path, 'grpc', 'port'])
  else if (kind === 'sleep' && sleep !== undefined) {
    const { seconds } = sleep
    const detail = `must be non-negative and less than terminationGracePeriodSeconds (${gracePeriod})`
    if (seconds < 0 || seconds > gracePeriod) errors.invalid([...path, 'sleep'], seconds, detail)
  }
}

function checkPort(errors: FieldErrors, port: number | string, path: FieldPath): void {
  complain(errors, path, port, typeof port === 'number' ? portNumber(port) : portName(port))
}
