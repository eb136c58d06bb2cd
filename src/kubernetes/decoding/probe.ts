import type { Handler, Lifecycle, Probe } from '../objects/probe.ts'
import type { RawObject } from '../reading/raw-object.ts'
import { defined } from './optional.ts'

export function decodeProbe(raw: RawObject | undefined): Probe | undefined {
  if (raw === undefined) return undefined
  return {
    ...decodeHandler(raw),
    initialDelaySeconds: raw.integer('initialDelaySeconds') ?? 0,
    timeoutSeconds: raw.integer('timeoutSeconds') || 1,
    periodSeconds: raw.integer('periodSeconds') || 10,
    successThreshold: raw.integer('successThreshold') || 1,
    failureThreshold: raw.integer('failureThreshold') || 3,
  }
}

export function decodeLifecycle(raw: RawObject | undefined): Lifecycle | undefined {
  const postStart = raw?.object('postStart', 'LifecycleHandler')
  const preStop = raw?.object('preStop', 'LifecycleHandler')
  if (postStart === undefined && preStop === undefined) return undefined
  return {
    ...(postStart === undefined ? {} : { postStart: decodeHandler(postStart) }),
    ...(preStop === undefined ? {} : { preStop: decodeHandler(preStop) }),
  }
}

function decodeHandler(raw: RawObject): Handler {
  const exec = raw.object('exec', 'ExecAction')
  const grpc = raw.object('grpc', 'GRPCAction')
  const sleep = raw.object('sleep', 'SleepAction')
  return defined({
    exec: exec === undefined ? undefined : { command: exec.strings('command') },
    httpGet: decodeHttpGet(raw.object('httpGet', 'HTTPGetAction')),
    tcpSocket: decodeTcpSocket(raw.object('tcpSocket', 'TCPSocketAction')),
    grpc:
      grpc === undefined
        ? undefined
        : defined({ port: grpc.integer('port') ?? 0, service: grpc.string('service') }),
    sleep: sleep === undefined ? undefined : { seconds: sleep.integer('seconds') ?? 0 },
  })
}

/** SetDefaults_HTTPGetAction */
function decodeHttpGet(raw: RawObject | undefined): Handler['httpGet'] {
  if (raw === undefined) return undefined
  const headers = raw.objects('httpHeaders', 'HTTPHeader').map((header) => ({
    name: header.string('name') ?? '',
    value: header.string('value') ?? '',
  }))
  return defined({
    path: raw.string('path') || '/',
    port: raw.integerOrString('port') ?? 0,
    scheme: raw.string('scheme') || 'HTTP',
    host: raw.string('host') || undefined,
    httpHeaders: headers.length === 0 ? undefined : headers,
  })
}

function decodeTcpSocket(raw: RawObject | undefined): Handler['tcpSocket'] {
  if (raw === undefined) return undefined
  return defined({
    port: raw.integerOrString('port') ?? 0,
    host: raw.string('host') || undefined,
  })
}
