import type { Position } from '../../base/user-error.ts'
import type { Node, NodeAddress, Taint } from '../objects/node.ts'
import type { ServiceCidr } from '../objects/service-cidr.ts'
import type { RawObject } from '../reading/raw-object.ts'
import { decodeMetadata } from './metadata.ts'
import { defined } from './optional.ts'

/** podCIDR and podCIDRs are one field since 1.16 (pkg/apis/core/v1/conversion.go). */
export function decodeNode(raw: RawObject, at?: Position): Node {
  const spec = raw.object('spec', 'NodeSpec')
  const given = spec?.strings('podCIDRs') ?? []
  const first = spec?.string('podCIDR') || given[0]
  const podCIDRs = given.length === 0 && first !== undefined ? [first] : given
  const addresses = raw.object('status', 'NodeStatus')?.objects('addresses', 'NodeAddress') ?? []
  return defined({
    apiVersion: 'v1',
    kind: 'Node' as const,
    metadata: decodeMetadata(raw, false),
    spec: defined({
      podCIDR: first,
      podCIDRs,
      unschedulable: spec?.boolean('unschedulable') || undefined,
      taints: decodeTaints(spec),
    }),
    status: {
      addresses: addresses.map((address) => ({
        type: (address.string('type') ?? '') as NodeAddress['type'],
        address: address.string('address') ?? '',
      })),
    },
    at,
  })
}

function decodeTaints(spec: RawObject | undefined): readonly Taint[] | undefined {
  const taints = spec?.objects('taints', 'Taint') ?? []
  if (taints.length === 0) return undefined
  return taints.map((taint) =>
    defined({
      key: taint.string('key') ?? '',
      value: taint.string('value'),
      effect: (taint.string('effect') ?? '') as Taint['effect'],
    }),
  )
}

const cidrFields = new Set(['cidrs'])

export function decodeServiceCidr(raw: RawObject, at?: Position): ServiceCidr {
  return defined({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'ServiceCIDR' as const,
    metadata: decodeMetadata(raw, false),
    spec: { cidrs: raw.object('spec', 'ServiceCIDRSpec', cidrFields)?.strings('cidrs') ?? [] },
    at,
  })
}
