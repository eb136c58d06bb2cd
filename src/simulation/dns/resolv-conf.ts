import type { KubernetesObject } from '../../kubernetes/objects/kubernetes-object.ts'
import type { Pod, PodDnsConfig } from '../../kubernetes/objects/pod.ts'
import {
  dnsNameserverCountMax,
  dnsSearchCharactersMax,
  dnsSearchCountMax,
} from '../../kubernetes/validation/pod-dns.ts'
import { formatAddress, parsePrefix } from '../../packet/address.ts'
import { clusterDnsOf, clusterDomain } from './cluster-dns.ts'

/** How a process finds names: what its /etc/resolv.conf says. */
export interface ResolvConf {
  /** Without those of the node, which manifests do not tell. */
  readonly nameservers: readonly string[]
  readonly searches: readonly string[]
  readonly options: readonly { readonly name: string; readonly value?: string }[]
  /** It has the node's nameservers, search path and options before its own. */
  readonly startsWithNodes: boolean
  /** Whether its first nameserver is the cluster's. */
  readonly asksCluster: boolean
}

/** Which of those a pod's depends on. */
export interface ResolvConfSource {
  readonly namespace: string
  readonly hostNetwork: boolean
  readonly dnsPolicy?: Pod['spec']['dnsPolicy']
  readonly dnsConfig?: PodDnsConfig
}

/** Where NodeLocal DNSCache listens; it asks the cluster's DNS. */
const nodeLocalCache = '169.254.20.10'
/** `(5)`: of options that stand twice, the last counts; ndots is 1 where nobody says otherwise. */
const defaultNdots = 1
const ndotsMax = 15

/** A node's own processes, and whoever is outside: the cluster's names mean nothing there. */
export const nodesResolvConf: ResolvConf = {
  nameservers: [],
  searches: [],
  options: [],
  startsWithNodes: true,
  asksCluster: false,
}

/**
 * The resolv.conf that the kubelet gives to a pod (pkg/kubelet/network/dns/dns.go). The node's own search path
 * would follow the cluster's; manifests do not tell it, and it is taken to be empty.
 */
export function resolvConfOf(
  objects: readonly KubernetesObject[],
  source: ResolvConfSource,
): ResolvConf {
  const { dnsPolicy = 'ClusterFirst', dnsConfig, hostNetwork, namespace } = source
  const servers = clusterNameservers(objects)
  // On the node's network ClusterFirst means Default.
  const isCluster =
    dnsPolicy === 'ClusterFirstWithHostNet' || (dnsPolicy === 'ClusterFirst' && !hostNetwork)
  const base = isCluster
    ? {
        nameservers: servers.slice(0, 1),
        searches: [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain],
        options: [{ name: 'ndots', value: '5' }],
      }
    : nodesResolvConf
  const nameservers = unique([...base.nameservers, ...(dnsConfig?.nameservers ?? [])])
  const startsWithNodes = !isCluster && dnsPolicy !== 'None'
  return {
    nameservers: nameservers.slice(0, dnsNameserverCountMax),
    searches: withinLimits(unique([...base.searches, ...(dnsConfig?.searches ?? [])])),
    options: mergedOptions([...base.options, ...(dnsConfig?.options ?? [])]),
    startsWithNodes,
    asksCluster: !startsWithNodes && isClusterServer(nameservers[0], servers),
  }
}

export function resolvConfOfPod(objects: readonly KubernetesObject[], pod: Pod): ResolvConf {
  return resolvConfOf(objects, { ...pod.spec, namespace: pod.metadata.namespace })
}

/** How many dots make a name look whole. */
export function ndotsOf({ options }: ResolvConf): number {
  const value = options.find(({ name }) => name === 'ndots')?.value
  if (value === undefined || !/^\d{1,9}$/.test(value)) return defaultNdots
  return Math.min(Number(value), ndotsMax)
}

export function formatResolvConf(conf: ResolvConf): string {
  const lines = [
    ...(conf.startsWithNodes ? ["# here stand the node's own, which manifests do not tell"] : []),
    ...conf.nameservers.map((server) => `nameserver ${server}`),
    ...(conf.searches.length === 0 ? [] : [`search ${conf.searches.join(' ')}`]),
    ...(conf.options.length === 0 ? [] : [`options ${conf.options.map(formatOption).join(' ')}`]),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

/** The addresses of kube-system/kube-dns; without it the tenth of the Service range, as kubeadm gives it. */
function clusterNameservers(objects: readonly KubernetesObject[]): readonly string[] {
  const { records } = clusterDnsOf(objects).answer(`kube-dns.kube-system.svc.${clusterDomain}`, 'A')
  const six = clusterDnsOf(objects).answer(`kube-dns.kube-system.svc.${clusterDomain}`, 'AAAA')
  const found = [...records, ...six.records].flatMap((record) =>
    'address' in record ? formatAddress(record.address) : [],
  )
  if (found.length > 0) return found
  return objects
    .flatMap((object) => (object.kind === 'ServiceCIDR' ? object.spec.cidrs : []))
    .map((cidr) => tenthOf(cidr))
}

function tenthOf(cidr: string): string {
  const { address } = parsePrefix(cidr)
  return formatAddress(
    (typeof address === 'number' ? address + 10 : address + 10n) as typeof address,
  )
}

function isClusterServer(first: string | undefined, servers: readonly string[]): boolean {
  return first !== undefined && (servers.includes(first) || first === nodeLocalCache)
}

/** formDNSSearchFitsLimits: what does not fit is cut off at the end. */
function withinLimits(searches: readonly string[]): readonly string[] {
  const kept = searches.slice(0, dnsSearchCountMax).filter((search) => search.length <= 253)
  while (kept.join(' ').length > dnsSearchCharactersMax) kept.pop()
  return kept
}

/** mergeDNSOptions: a later value takes the place of an earlier one. */
function mergedOptions(options: ResolvConf['options']): ResolvConf['options'] {
  return [...new Map(options.map((option) => [option.name, option])).values()]
}

function formatOption({ name, value = '' }: ResolvConf['options'][number]): string {
  return value === '' ? name : `${name}:${value}`
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)]
}
