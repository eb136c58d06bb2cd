import { UserError } from '../../../base/user-error.ts'
import type { Cluster } from '../../../kubernetes/cluster/make-cluster.ts'
import {
  type Address,
  addressBits,
  type Family,
  familyOf,
  type Ipv4,
  type Ipv6,
  parseAddress,
} from '../../../packet/address.ts'
import type { ClientPlace, ClientPlan } from '../../traffic/traffic-plan.ts'
import type { ClientSection } from '../format/client-section.ts'
import { atField, type Locate, refuse, refuseFields, requireOneOf } from './draft.ts'
import { readObjectName, readPodName, workloadKinds } from './object-name.ts'
import { podsOfWorkload } from './pods-of.ts'
import { listKnown, suggest } from './suggestion.ts'

const places = ['pod', 'workload', 'podsOn', 'node', 'outside'] as const

/** Networks that are nobody's: RFC 2544 (131,072 addresses), RFC 3849. */
const firstOutside: Readonly<Record<Family, string>> = {
  IPv4: '198.18.0.1',
  IPv6: '2001:db8:100::1',
}

/** @throws UserError E_SCENARIO, E_ADDRESS */
export function readClients(
  sections: Readonly<Record<string, ClientSection>>,
  cluster: Cluster,
  locate: Locate,
): ClientPlan[] {
  return Object.entries(sections).map(([name, section]) => ({
    name,
    place: placeOf(section, cluster, locate, ['clients', name]),
  }))
}

function placeOf(
  section: ClientSection,
  cluster: Cluster,
  locate: Locate,
  path: readonly string[],
): ClientPlace {
  const kind = requireOneOf(locate, path, section, places)
  if (kind !== 'outside')
    refuseFields(
      locate,
      path,
      section,
      ['address', 'family', 'behind', 'zone'],
      'for clients that are not outside',
    )
  if (kind === 'pod' || kind === 'workload')
    refuseFields(locate, path, section, ['count'], 'for pods that are there')
  switch (kind) {
    case 'pod':
      return atField(locate, [...path, 'pod'], () => podsPlace(section.pod ?? [], cluster))
    case 'workload':
      return atField(locate, [...path, 'workload'], () =>
        workloadPlace(section.workload ?? '', cluster),
      )
    case 'podsOn':
    case 'node':
      return {
        kind: 'on-node',
        node: requireNode(section[kind] ?? '', cluster, locate, [...path, kind]),
        network: kind === 'podsOn' ? 'pod' : 'host',
        count: section.count ?? 1,
      }
    case 'outside':
      return outsidePlace(section, locate, path)
  }
}

function podsPlace(names: readonly string[], cluster: Cluster): ClientPlace {
  const known = cluster.objects
    .filter(({ kind }) => kind === 'Pod')
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
  const pods = names.map(readPodName)
  const unknown = pods.find((pod) => !known.includes(pod))
  if (unknown !== undefined)
    throw noSuch(`Pod ${unknown}${suggest(unknown, known) || `; there are: ${listKnown(known)}`}`)
  return { kind: 'pods', pods }
}

function workloadPlace(text: string, cluster: Cluster): ClientPlace {
  const reference = readObjectName(text)
  if (!workloadKinds.has(reference.kind))
    throw noSuch(`workload "${text}", expected e.g. deployment/default/shop`)
  const pods = podsOfWorkload(reference, cluster.objects)
  if (pods.length === 0) throw noSuch(`pod of ${text}`)
  return { kind: 'pods', pods }
}

function outsidePlace(
  section: ClientSection,
  locate: Locate,
  path: readonly string[],
): ClientPlace {
  const { behind, zone, count = 1, address, family = 'IPv4' } = section
  const nat =
    behind === undefined
      ? undefined
      : atField(locate, [...path, 'behind'], () => parseAddress(behind))
  const first = atField(locate, [...path, 'address'], () =>
    parseAddress(address ?? firstOutside[nat === undefined ? family : familyOf(nat)]),
  )
  if (nat !== undefined && familyOf(nat) !== familyOf(first))
    refuse(locate, [...path, 'behind'], 'behind is of another address family than its clients')
  return {
    kind: 'outside',
    addresses: addressesFrom(first, count, locate, path),
    ...(nat === undefined ? {} : { behind: nat }),
    ...(zone === undefined ? {} : { zone }),
  }
}

function addressesFrom(
  first: Address,
  count: number,
  locate: Locate,
  path: readonly string[],
): Address[] {
  const last = BigInt(first) + BigInt(count - 1)
  if (last >= 1n << BigInt(addressBits(familyOf(first))))
    refuse(locate, [...path, 'count'], `${count} addresses from there on leave the address family`)
  return Array.from({ length: count }, (_, n) =>
    typeof first === 'number' ? ((first + n) as Ipv4) : ((first + BigInt(n)) as Ipv6),
  )
}

function requireNode(
  name: string,
  cluster: Cluster,
  locate: Locate,
  path: readonly string[],
): string {
  const known = cluster.objects
    .filter(({ kind }) => kind === 'Node')
    .map(({ metadata }) => metadata.name)
  if (known.includes(name)) return name
  return refuse(
    locate,
    path,
    `no Node ${name}${suggest(name, known) || `; there are: ${listKnown(known)}`}`,
  )
}

function noSuch(what: string): UserError {
  return new UserError('E_SCENARIO', `no ${what}`)
}
