import type { KubernetesObject } from '../../kubernetes/objects/kubernetes-object.ts'
import { type Address, type Family, tryParseAddress } from '../../packet/address.ts'
import { clusterDnsOf } from './cluster-dns.ts'
import type { DnsAnswer, DnsRecord, RecordType } from './dns-record.ts'
import { ndotsOf, type ResolvConf, resolvConfOf } from './resolv-conf.ts'

/** One question that was sent. */
export interface DnsQuery {
  readonly name: string
  readonly type: RecordType
  readonly answer: DnsAnswer
}

export interface Resolution {
  /**
   * `upstream`: the cluster has no answer, and a question or a CNAME went to nameservers outside it.
   * `no-data`: a name that was tried exists, but without such records. `invalid`: no name of DNS.
   */
  readonly outcome: 'found' | 'no-data' | 'no-such-name' | 'upstream' | 'invalid'
  /** In the order in which they were sent. */
  readonly queries: readonly DnsQuery[]
  /** What answered. */
  readonly records: readonly DnsRecord[]
  readonly additional: readonly DnsRecord[]
}

/** Nothing asked, nothing found. */
const invalid: Resolution = { outcome: 'invalid', queries: [], records: [], additional: [] }
const labelLengthMax = 63
const nameLengthMax = 253

/**
 * Looks a name up as glibc's resolver does (resolv.conf(5), res_search): the names of the search path in
 * their order, before the name itself or, where it has at least `ndots` dots, after it; until one has records.
 * Several types are asked for each name at once, as getaddrinfo asks for A and AAAA.
 */
export function resolveName(
  objects: readonly KubernetesObject[],
  name: string,
  types: readonly RecordType[],
  conf: ResolvConf,
): Resolution {
  const queries: DnsQuery[] = []
  for (const candidate of candidatesOf(name, conf)) {
    const sent = types.map((type) => ({
      name: candidate,
      type,
      answer: conf.asksCluster ? clusterDnsOf(objects).answer(candidate, type) : askedElsewhere,
    }))
    queries.push(...sent)
    const answers = sent.map(({ answer }) => answer)
    if (!answers.some(({ outcome }) => outcome === 'answered')) continue
    return {
      outcome: answers.some(hasEnd) ? 'found' : 'upstream',
      queries,
      records: uniqueRecords(answers.flatMap(({ records }) => records)),
      additional: answers.flatMap(({ additional }) => additional),
    }
  }
  return { ...invalid, outcome: outcomeOf(queries), queries }
}

/**
 * The addresses that a client of that namespace gets for a name, an address for itself; IPv4 first. Empty: none,
 * or none that the cluster knows. Cheap while `objects` stays the same list: answers are kept with it.
 */
export function resolveAddresses(
  objects: readonly KubernetesObject[],
  name: string,
  namespace: string,
  families: readonly Family[] = ['IPv4', 'IPv6'],
): readonly Address[] {
  const key = `${namespace}/${name}/${families.join()}`
  const answers = keptAddresses.get(objects) ?? new Map<string, readonly Address[]>()
  keptAddresses.set(objects, answers)
  const known = answers.get(key)
  if (known !== undefined) return known
  const addresses = findAddresses(objects, name, namespace, families)
  if (answers.size >= keptAnswerCountMax) answers.clear()
  answers.set(key, addresses)
  return addresses
}

const keptAddresses = new WeakMap<readonly KubernetesObject[], Map<string, readonly Address[]>>()
const keptAnswerCountMax = 10_000

/** The nameservers are not the cluster's. */
const askedElsewhere: DnsAnswer = { outcome: 'forwarded', records: [], additional: [] }

/** The full names that are tried, in order; empty: it is no name of DNS. */
export function candidatesOf(name: string, conf: ResolvConf): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)].filter(isName)
  if (!isName(name)) return []
  const dots = name.split('.').length - 1
  const path = conf.searches.map((search) => join(name, search)).filter(isName)
  return [...new Set(dots >= ndotsOf(conf) ? [name, ...path] : [...path, name])]
}

function findAddresses(
  objects: readonly KubernetesObject[],
  name: string,
  namespace: string,
  families: readonly Family[],
): readonly Address[] {
  const literal = tryParseAddress(name)
  if (literal !== undefined) return [literal]
  const conf = resolvConfOf(objects, { namespace, hostNetwork: false })
  const types = families.map((family) => (family === 'IPv4' ? 'A' : 'AAAA'))
  const { records } = resolveName(objects, name, types, { ...conf, asksCluster: true })
  return records.flatMap((record) => ('address' in record ? [record.address] : []))
}

/** Of a question that nobody in the cluster answered with a record. */
function outcomeOf(queries: readonly DnsQuery[]): Resolution['outcome'] {
  const outcomes = new Set(queries.map(({ answer }) => answer.outcome))
  if (outcomes.has('forwarded')) return 'upstream'
  if (outcomes.has('no-data')) return 'no-data'
  return queries.length === 0 ? 'invalid' : 'no-such-name'
}

/** Its records do not lead out of the cluster, or not only. */
function hasEnd({ records, upstreamName }: DnsAnswer): boolean {
  return (
    records.length > 0 &&
    (upstreamName === undefined || records.some((one) => one.type !== 'CNAME'))
  )
}

function join(name: string, search: string): string {
  const domain = search.endsWith('.') ? search.slice(0, -1) : search
  return domain === '' ? name : `${name}.${domain}`
}

function isName(name: string): boolean {
  if (name.length === 0 || name.length > nameLengthMax) return false
  return name
    .split('.')
    .every((label) => label.length > 0 && label.length <= labelLengthMax && !/[\s\0]/.test(label))
}

/** A and AAAA of one name lead through the same CNAMEs. */
function uniqueRecords(records: readonly DnsRecord[]): readonly DnsRecord[] {
  const seen = new Set<string>()
  return records.filter((record) => {
    const key = record.type === 'CNAME' ? `${record.name} ${record.target}` : ''
    if (key !== '' && seen.has(key)) return false
    seen.add(key)
    return true
  })
}
