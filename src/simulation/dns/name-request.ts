/** What a name below the cluster's domain asks for. Fields that the name does not have are ''. */
export interface NameRequest {
  /** '' for the domain itself, and for `svc` and `pod` alone. */
  readonly kind: 'svc' | 'pod' | ''
  readonly namespace: string
  readonly service: string
  readonly endpoint: string
  readonly port: string
  readonly protocol: string
}

const nothing: NameRequest = {
  kind: '',
  namespace: '',
  service: '',
  endpoint: '',
  port: '',
  protocol: '',
}

/**
 * Reads the labels that stand before the domain: `_port._protocol.service.namespace.svc`,
 * `endpoint.service.namespace.svc`, `service.namespace.svc`; the same with `pod`. Undefined: no such form,
 * the name does not exist (CoreDNS plugin/kubernetes parse.go).
 */
export function parseNameRequest(labels: readonly string[]): NameRequest | undefined {
  const kind = labels.at(-1) ?? ''
  if (kind === '') return nothing
  if (kind !== 'svc' && kind !== 'pod') return undefined
  if (labels.length === 1) return nothing
  const [first = '', second = ''] = labels
  const request = {
    ...nothing,
    kind,
    namespace: labels.at(-2) ?? '',
    service: labels.at(-3) ?? '',
  } as const
  switch (labels.length) {
    case 2:
    case 3:
      return request
    case 4:
      return { ...request, endpoint: first }
    case 5:
      return { ...request, port: withoutUnderscore(first), protocol: withoutUnderscore(second) }
    default:
      return undefined
  }
}

function withoutUnderscore(label: string): string {
  return label.startsWith('_') ? label.slice(1) : label
}
