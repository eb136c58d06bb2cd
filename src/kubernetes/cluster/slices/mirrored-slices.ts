import { type Family, familyOf, formatAddress } from '../../../packet/address.ts'
import {
  type Endpoint,
  type EndpointPort,
  type EndpointSlice,
  serviceNameLabel,
} from '../../objects/endpoint-slice.ts'
import type { EndpointAddress, Endpoints, EndpointsPort } from '../../objects/endpoints.ts'
import { parseLooseAddress } from '../../validation/addresses.ts'
import { nameSuffix, uidOf } from '../hashed-names.ts'
import { managedByLabel } from './endpoint-slices.ts'

const controllerName = 'endpointslicemirroring-controller.k8s.io'
/** kube-controller-manager --mirroring-max-endpoints-per-subset */
const endpointsPerSubset = 1000
const skipLabel = 'endpointslice.kubernetes.io/skip-mirror'
const leaderAnnotation = 'control-plane.alpha.kubernetes.io/leader'
const uncopiedAnnotations = new Set([
  'endpoints.kubernetes.io/last-change-trigger-time',
  'kubectl.kubernetes.io/last-applied-configuration',
])

/** False: these Endpoints say that they want no slices, or serve as a lock. */
export function isMirrored({ metadata }: Endpoints): boolean {
  return metadata.labels[skipLabel] !== 'true' && !(leaderAnnotation in metadata.annotations)
}

/** What the mirroring controller makes (pkg/controller/endpointslicemirroring): one slice a set of ports and family. */
export function mirrorEndpoints(endpoints: Endpoints): readonly EndpointSlice[] {
  return repack(endpoints).flatMap((subset) =>
    (['IPv4', 'IPv6'] as const).flatMap((family) => {
      const members = subset.members
        .slice(0, endpointsPerSubset)
        .flatMap((member) => toEndpoint(member, family))
      return members.length === 0 ? [] : makeSlice(endpoints, subset.ports, members, family)
    }),
  )
}

interface Member {
  readonly address: EndpointAddress
  ready: boolean
}

interface Subset {
  readonly ports: readonly EndpointsPort[]
  /** Ready ones first. */
  readonly members: readonly Member[]
}

/** One subset for each set of addresses that share their ports (RepackSubsets); not ready trumps ready. */
function repack({ subsets }: Endpoints): readonly Subset[] {
  const byPort = new Map<
    string,
    { port: EndpointsPort | undefined; members: Map<string, Member> }
  >()
  for (const { addresses, notReadyAddresses, ports } of subsets)
    for (const port of ports.length === 0 ? [undefined] : ports) {
      const key = JSON.stringify(port ?? null)
      const entry = byPort.get(key) ?? { port, members: new Map<string, Member>() }
      byPort.set(key, entry)
      for (const address of addresses) note(entry.members, address, true)
      for (const address of notReadyAddresses) note(entry.members, address, false)
    }
  const byMembers = new Map<string, { ports: EndpointsPort[]; members: readonly Member[] }>()
  for (const { port, members } of byPort.values()) {
    const sorted = [...members].sort(([a], [b]) => (a < b ? -1 : 1))
    const key = sorted.map(([name, { ready }]) => `${name} ${ready}`).join()
    const list = sorted.map(([, member]) => member)
    const entry = byMembers.get(key) ?? {
      ports: [],
      members: [...list.filter(({ ready }) => ready), ...list.filter(({ ready }) => !ready)],
    }
    byMembers.set(key, entry)
    if (port !== undefined) entry.ports.push(port)
  }
  return [...byMembers.values()]
}

function note(members: Map<string, Member>, address: EndpointAddress, ready: boolean): void {
  const key = `${address.ip} ${address.targetRef?.uid ?? ''}`
  const member = members.get(key)
  if (member === undefined) members.set(key, { address, ready })
  else if (!ready) member.ready = false
}

function toEndpoint({ address, ready }: Member, family: Family): Endpoint[] {
  const parsed = parseLooseAddress(address.ip)?.address
  if (parsed === undefined || familyOf(parsed) !== family) return []
  const { hostname, nodeName, targetRef } = address
  return [
    {
      addresses: [formatAddress(parsed)],
      conditions: { ready },
      ...(hostname === undefined ? {} : { hostname }),
      ...(nodeName === undefined ? {} : { nodeName }),
      ...(targetRef === undefined ? {} : { targetRef }),
    },
  ]
}

function makeSlice(
  { metadata, at }: Endpoints,
  ports: readonly EndpointsPort[],
  endpoints: readonly Endpoint[],
  family: Family,
): EndpointSlice {
  const { name: serviceName, namespace } = metadata
  const key = ports.map((port) => `${port.name} ${port.protocol} ${port.port}`).join()
  const name = `${serviceName}-${nameSuffix(`mirror ${namespace}/${serviceName}/${family}/${key}`)}`
  const owner = { apiVersion: 'v1', kind: 'Endpoints', name: serviceName }
  const uid = metadata.uid ?? uidOf('Endpoints', namespace, serviceName)
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name,
      generateName: `${serviceName}-`,
      namespace,
      labels: {
        ...metadata.labels,
        [serviceNameLabel]: serviceName,
        [managedByLabel]: controllerName,
      },
      annotations: Object.fromEntries(
        Object.entries(metadata.annotations).filter(([name]) => !uncopiedAnnotations.has(name)),
      ),
      uid: uidOf('EndpointSlice', namespace, name),
      ownerReferences: [{ ...owner, uid, controller: true, blockOwnerDeletion: true }],
    },
    addressType: family,
    endpoints,
    ports: ports satisfies readonly EndpointPort[],
    ...(at === undefined ? {} : { at }),
  }
}
