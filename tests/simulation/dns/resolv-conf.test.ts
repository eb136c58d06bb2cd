import { describe, expect, it } from 'vitest'
import { readCluster } from '../../../src/kubernetes/cluster/read-cluster.ts'
import {
  formatResolvConf,
  ndotsOf,
  nodesResolvConf,
  type ResolvConfSource,
  resolvConfOf,
  resolvConfOfPod,
} from '../../../src/simulation/dns/resolv-conf.ts'

const text = `
apiVersion: v1
kind: Pod
metadata: { name: a, namespace: shop }
spec: { dnsPolicy: Default, containers: [{ name: c }] }
`
const dns = `
---
apiVersion: v1
kind: Service
metadata: { name: kube-dns, namespace: kube-system }
spec: { clusterIP: 10.96.0.99, ports: [{ port: 53, protocol: UDP }] }
`
const { objects } = readCluster([{ file: 'a', text }])
const withDns = readCluster([{ file: 'a', text: `${text}${dns}` }]).objects
const textOf = (source: Partial<ResolvConfSource>, of = objects) =>
  formatResolvConf(resolvConfOf(of, { namespace: 'shop', hostNetwork: false, ...source }))
const cluster =
  'nameserver 10.96.0.10\nsearch shop.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5\n'
const node = "# here stand the node's own, which manifests do not tell\n"

describe('the resolv.conf of a pod', () => {
  it.each<{ name: string; source: Partial<ResolvConfSource>; want: string }>([
    { name: 'ClusterFirst, the default', source: {}, want: cluster },
    { name: "on the node's network: the node's", source: { hostNetwork: true }, want: node },
    {
      name: 'ClusterFirstWithHostNet',
      source: { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' },
      want: cluster,
    },
    {
      name: 'None: what dnsConfig says alone',
      source: {
        dnsPolicy: 'None',
        dnsConfig: { nameservers: ['1.1.1.1'], searches: ['x'], options: [{ name: 'rotate' }] },
      },
      want: 'nameserver 1.1.1.1\nsearch x\noptions rotate\n',
    },
    {
      name: 'dnsConfig comes after, and its options win',
      source: {
        dnsConfig: {
          nameservers: ['1.1.1.1', '2.2.2.2', '3.3.3.3'],
          searches: ['svc.cluster.local', 'corp.example'],
          options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }],
        },
      },
      want: 'nameserver 10.96.0.10\nnameserver 1.1.1.1\nnameserver 2.2.2.2\nsearch shop.svc.cluster.local svc.cluster.local cluster.local corp.example\noptions ndots:2 edns0\n',
    },
  ])('$name', ({ source, want }) => {
    expect(textOf(source)).toBe(want)
  })

  it('names the Service kube-dns where there is one', () => {
    expect(textOf({}, withDns)).toContain('nameserver 10.96.0.99\n')
  })

  it('cuts a search path that is too long', () => {
    const searches = Array.from({ length: 40 }, (_, index) => `${index}.${'a'.repeat(60)}.example`)
    const conf = resolvConfOf(objects, {
      namespace: 'shop',
      hostNetwork: false,
      dnsConfig: { nameservers: [], searches, options: [] },
    })
    expect(conf.searches.join(' ').length).toBeLessThanOrEqual(2_048)
    expect(conf.searches.length).toBeGreaterThan(20)
  })

  it("is the pod's own", () => {
    const pod = objects.find((object) => object.kind === 'Pod')
    if (pod?.kind !== 'Pod') throw new Error('no pod')
    expect(resolvConfOfPod(objects, pod)).toEqual(nodesResolvConf)
  })
})

describe('who is asked', () => {
  it.each([
    { name: "the cluster's server", source: {}, want: true },
    { name: "the node's", source: { dnsPolicy: 'Default' as const }, want: false },
    {
      name: "the node's cache of the cluster's",
      source: {
        dnsPolicy: 'None' as const,
        dnsConfig: { nameservers: ['169.254.20.10'], searches: [], options: [] },
      },
      want: true,
    },
    {
      name: 'somebody else',
      source: {
        dnsPolicy: 'None' as const,
        dnsConfig: { nameservers: ['1.1.1.1', '10.96.0.10'], searches: [], options: [] },
      },
      want: false,
    },
  ])('$name', ({ source, want }) => {
    const conf = resolvConfOf(objects, { namespace: 'shop', hostNetwork: false, ...source })
    expect(conf.asksCluster).toBe(want)
  })
})

describe('ndots', () => {
  it.each([
    { options: [], want: 1 },
    { options: [{ name: 'ndots', value: '3' }], want: 3 },
    { options: [{ name: 'ndots', value: '99' }], want: 15 },
    { options: [{ name: 'ndots', value: 'x' }], want: 1 },
  ])('of $options is $want', ({ options, want }) => {
    expect(ndotsOf({ ...nodesResolvConf, options })).toBe(want)
  })
})
