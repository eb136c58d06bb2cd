import type { KubernetesObject } from '../../kubernetes/objects/kubernetes-object.ts'
import { familyOf } from '../../packet/address.ts'
import { ClusterNames, type NamedHost } from './cluster-names.ts'
import type { DnsAnswer, DnsRecord, RecordType } from './dns-record.ts'
import { addressOfReverseName, reverseZoneOf } from './reverse-name.ts'

export const clusterDomain = 'cluster.local'
const nameserverName = `ns.dns.${clusterDomain}`
/** kubeadm's Corefile: `ttl 30`. */
const ttlSeconds = 30
/** CoreDNS plugin/kubernetes Services: the version of the schema of names, and its TTL. */
const schemaVersion = { text: '1.1.0', ttlSeconds: 28_800 }
/** CoreDNS plugin/backend_lookup.go maxCnameChainLength */
const cnameCountMax = 10

const noData: DnsAnswer = { outcome: 'no-data', records: [], additional: [] }
const noSuchName: DnsAnswer = { outcome: 'no-such-name', records: [], additional: [] }
const forwarded: DnsAnswer = { outcome: 'forwarded', records: [], additional: [] }

/** Records of a chain of names; undefined: there is no such name. */
interface Chain {
  readonly records: readonly DnsRecord[]
  readonly upstreamName?: string
}

/**
 * The DNS server of a cluster: CoreDNS v1.14.2 with the Corefile that kubeadm 1.36 writes (plugin kubernetes
 * with `pods insecure`, the rest forwarded). A real one's plugin "loadbalance" shuffles addresses in each
 * answer; here they keep one order, and whoever takes the first of several draws.
 */
export class ClusterDns {
  readonly #names: ClusterNames

  constructor(objects: readonly KubernetesObject[]) {
    this.#names = new ClusterNames(objects, clusterDomain)
  }

  /** `name` is a full name, with or without the dot at its end, in any case. */
  answer(name: string, type: RecordType): DnsAnswer {
    const asked = (name.endsWith('.') ? name.slice(0, -1) : name).toLowerCase()
    const reverseZone = reverseZoneOf(asked)
    if (reverseZone !== undefined) return this.#answerReverse(asked, reverseZone, type)
    if (!isInDomain(asked)) return forwarded
    switch (type) {
      case 'A':
      case 'AAAA':
        return this.#answerAddress(asked, type)
      case 'SRV':
        return this.#answerService(asked)
      case 'CNAME':
        return this.#answerAlias(asked)
      case 'TXT':
        if (asked === `dns-version.${clusterDomain}`)
          return answered([{ name: asked, type, ...schemaVersion }])
        // A name that stands for nobody is no name here (plugin/kubernetes Services, TypeTXT).
        return (this.#find(asked) ?? []).length === 0 ? noSuchName : noData
      case 'PTR':
        return this.#find(asked) === undefined ? noSuchName : noData
    }
  }

  /** Reverse names that no object has are the node's nameservers' (`fallthrough in-addr.arpa ip6.arpa`). */
  #answerReverse(name: string, zone: string, type: RecordType): DnsAnswer {
    if (name === zone) return type === 'TXT' ? forwarded : noData
    const address = type === 'PTR' ? addressOfReverseName(name) : undefined
    const names = address === undefined ? [] : this.#names.namesOf(address)
    if (names.length === 0) return forwarded
    return answered(names.map((target) => ({ name, type: 'PTR', ttlSeconds, target })))
  }

  #answerAddress(name: string, type: 'A' | 'AAAA'): DnsAnswer {
    const chain = this.#follow(name, type, [])
    if (chain === undefined) return noSuchName
    if (chain.records.length === 0) return noData
    const { upstreamName } = chain
    return answered(chain.records, [], upstreamName)
  }

  /** Addresses, or a CNAME and what it leads to; a CNAME that leads to nothing in the cluster is left out. */
  #follow(name: string, type: 'A' | 'AAAA', before: readonly string[]): Chain | undefined {
    const hosts = name === nameserverName ? this.#nameserver() : this.#find(name)
    if (hosts === undefined) return undefined
    const family = type === 'A' ? 'IPv4' : 'IPv6'
    const records: DnsRecord[] = []
    const seen = new Set<unknown>()
    let upstreamName: string | undefined
    for (const { address, target } of hosts) {
      if (address !== undefined) {
        if (familyOf(address) !== family || seen.has(address)) continue
        seen.add(address)
        records.push({ name, type, ttlSeconds, address })
        continue
      }
      if (name === target || before.length > cnameCountMax || before.includes(name)) continue
      const alias: DnsRecord = { name, type: 'CNAME', ttlSeconds, target }
      if (!isInDomain(target)) {
        upstreamName = target
        records.push(alias)
        continue
      }
      const rest = this.#follow(target, type, [...before, name])
      if (rest === undefined || rest.records.length === 0) continue
      records.push(alias, ...rest.records)
      upstreamName = rest.upstreamName ?? upstreamName
    }
    return upstreamName === undefined ? { records } : { records, upstreamName }
  }

  #answerService(name: string): DnsAnswer {
    if (name === nameserverName) return noData
    const found = this.#find(name)
    if (found === undefined) return noSuchName
    const hosts = found.filter(({ address }) => address !== undefined)
    const weight = weightOf(hosts.length)
    const records = new Map<string, DnsRecord>()
    const additional = new Map<string, DnsRecord>()
    for (const { address, port, ownLabels } of hosts) {
      if (port === -1 || address === undefined) continue
      const target = `${ownLabels}.${clusterDomain}`
      const type = familyOf(address) === 'IPv4' ? 'A' : 'AAAA'
      const record = { name, type: 'SRV', ttlSeconds, priority: 0, weight, port, target } as const
      if (!records.has(`${target} ${port}`)) records.set(`${target} ${port}`, record)
      additional.set(`${target} ${address}`, { name: target, type, ttlSeconds, address })
    }
    if (records.size === 0) return noData
    return answered([...records.values()], [...additional.values()])
  }

  #answerAlias(name: string): DnsAnswer {
    if (name === nameserverName) return noData
    const hosts = this.#find(name)
    if (hosts === undefined) return noSuchName
    const [first] = hosts
    if (first === undefined || first.address !== undefined) return noData
    return answered([{ name, type: 'CNAME', ttlSeconds, target: first.target }])
  }

  #find(name: string): readonly NamedHost[] | undefined {
    const labels = name.slice(0, -clusterDomain.length - 1)
    return this.#names.find(labels === '' ? [] : labels.split('.'))
  }

  /** CoreDNS looks up the Services that lead to itself (plugin/kubernetes ns.go): kubeadm's is kube-dns. */
  #nameserver(): readonly NamedHost[] {
    return this.#names.find(['kube-dns', 'kube-system', 'svc']) ?? []
  }
}

const kept = new WeakMap<readonly KubernetesObject[], ClusterDns>()

/** The DNS server of these objects; kept for as long as the list itself is. */
export function clusterDnsOf(objects: readonly KubernetesObject[]): ClusterDns {
  const known = kept.get(objects)
  if (known !== undefined) return known
  const dns = new ClusterDns(objects)
  kept.set(objects, dns)
  return dns
}

function isInDomain(name: string): boolean {
  return name === clusterDomain || name.endsWith(`.${clusterDomain}`)
}

/** CoreDNS plugin/backend_lookup.go SRV: 100 in all, divided before what is given twice is left out. */
function weightOf(hostCount: number): number {
  return Math.max(1, Math.floor((100 / (100 * hostCount)) * 100))
}

function answered(
  records: readonly DnsRecord[],
  additional: readonly DnsRecord[] = [],
  upstreamName?: string,
): DnsAnswer {
  const answer = { outcome: 'answered', records, additional } as const
  return upstreamName === undefined ? answer : { ...answer, upstreamName }
}
