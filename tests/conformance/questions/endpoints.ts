import { a, address, b, service, slice } from '../cluster-objects.ts'
import type { QuestionGroup } from '../mode-question.ts'

const to = `${address.clusterIp}:80`
const notReady = { ready: false } as const
const terminating = { ready: false, serving: true, terminating: true } as const
/** 63 + 1 + 63 + 1 + 15 = 143 characters of namespace/name:port. */
const longNamed = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 's'.repeat(63), namespace: 'n'.repeat(63) },
  spec: {
    clusterIP: '10.96.0.11',
    clusterIPs: ['10.96.0.11'],
    ports: [{ name: 'p'.repeat(15), port: 80 }],
  },
}
const usable = 'pkg/proxy/topology.go CategorizeEndpoints'

export const endpointQuestions: QuestionGroup = {
  subject: 'Endpoints and their states',
  questions: [
    {
      question: 'What does a TCP client learn from a Service without endpoints?',
      given: 'no endpoints; a pod asks the cluster IP',
      objects: [service()],
      asked: { kind: 'fate', request: { from: 'pod', to } },
      expected: 'refused: ICMP port unreachable',
      sources: [
        'pkg/proxy/iptables/proxier.go (REJECT in KUBE-SERVICES, filter)',
        'pkg/proxy/nftables/proxier.go (no-endpoint-services: reject-chain)',
        'net/netfilter/ipvs/ip_vs_core.c ip_vs_leave',
        'recording ipvs-mode situation/no-endpoints',
      ],
    },
    {
      question: 'And a UDP client?',
      given: 'no endpoints, UDP port',
      objects: [service({ protocol: 'UDP' })],
      asked: { kind: 'fate', request: { from: 'pod', to, protocol: 'udp' } },
      expected: 'refused: ICMP port unreachable',
      sources: ['recording ipvs-mode situation/no-endpoints', 'recordings netfilter'],
    },
    {
      question: 'Does an endpoint that is not ready get connections?',
      given: 'a is not ready, b is',
      objects: [service(), slice([{ ...a, ...notReady }, b])],
      asked: { kind: 'fate', request: { from: 'pod', to } },
      expected: 'reaches b',
      sources: [usable],
    },
    {
      question: 'Not even if there is no other?',
      given: 'the only endpoint is not ready',
      objects: [service(), slice([{ ...a, ...notReady }])],
      asked: { kind: 'fate', request: { from: 'pod', to } },
      expected: 'refused: ICMP port unreachable',
      sources: [usable],
    },
    {
      question: 'Does a terminating endpoint get new connections?',
      given: 'a is terminating but still serves, b is ready',
      objects: [service(), slice([{ ...a, ...terminating }, b])],
      asked: { kind: 'fate', request: { from: 'pod', to } },
      expected: 'reaches b',
      sources: [usable, 'KEP-1669'],
    },
    {
      question: 'And when only terminating endpoints are left?',
      given: 'a is terminating but still serves, b no longer serves',
      objects: [
        service(),
        slice([
          { ...a, ...terminating },
          { ...b, ready: false, serving: false, terminating: true },
        ]),
      ],
      asked: { kind: 'fate', request: { from: 'pod', to } },
      expected: 'reaches a',
      sources: [usable, 'KEP-1669', 'recording ipvs-mode situation/only-terminating'],
    },
    {
      question: 'What becomes of an established TCP connection when its endpoint is removed?',
      given: 'a pod holds a connection to a; then a leaves the EndpointSlice, b comes',
      objects: [service(), slice([a])],
      before: [
        { kind: 'request', request: { from: 'pod', to }, keepOpen: true },
        { kind: 'change', objects: [service(), slice([b])] },
      ],
      asked: { kind: 'data' },
      expected: 'goes on with its endpoint',
      sources: [
        'nf_nat: only the first packet of a connection passes the nat rules',
        'pkg/proxy/ipvs/graceful_termination.go (weight 0 until its connections are gone)',
        'recording ipvs-mode situation/graceful-termination',
      ],
    },
    {
      question: 'What becomes of an established TCP connection when its Service is deleted?',
      given: 'a client holds a connection to a by the cluster IP; then the Service goes',
      objects: [service(), slice([a])],
      before: [
        { kind: 'request', request: { from: 'client', to }, keepOpen: true },
        { kind: 'change', objects: [] },
      ],
      asked: { kind: 'data' },
      expected: {
        iptables: 'goes on with its endpoint',
        ipvs: 'lost: no answer',
        nftables: 'goes on with its endpoint',
      },
      reason:
        'conntrack translates the connections that it knows, with or without rules. IPVS translates by its virtual server, and kube-proxy takes that and the address off the node at once.',
      sources: [
        'recording ipvs-mode situation/service-deleted-with-live-connections',
        'pkg/proxy/ipvs/proxier.go cleanLegacyService',
        'nf_nat: only the first packet of a connection passes the nat rules',
      ],
    },
    {
      question: 'Where do the datagrams of a UDP flow go when its endpoint is removed?',
      given: 'a pod sends from one port to a; then a leaves the EndpointSlice, b comes',
      objects: [service({ protocol: 'UDP' }), slice([a], { protocol: 'UDP' })],
      before: [
        { kind: 'request', request: { from: 'pod', to, protocol: 'udp', sourcePort: 5353 } },
        {
          kind: 'change',
          objects: [service({ protocol: 'UDP' }), slice([b], { protocol: 'UDP' })],
        },
      ],
      asked: { kind: 'fate', request: { from: 'pod', to, protocol: 'udp', sourcePort: 5353 } },
      expected: 'reaches b',
      sources: [
        'pkg/proxy/conntrack/cleanup.go CleanStaleEntries',
        'recording ipvs-mode situation/udp-flows-server-deleted',
      ],
    },
    {
      question: 'And those of a flow that is older than its Service?',
      given: 'a pod has sent to the cluster IP before there was such a Service',
      objects: [],
      before: [
        { kind: 'request', request: { from: 'pod', to, protocol: 'udp', sourcePort: 5353 } },
        {
          kind: 'change',
          objects: [service({ protocol: 'UDP' }), slice([a], { protocol: 'UDP' })],
        },
      ],
      asked: { kind: 'fate', request: { from: 'pod', to, protocol: 'udp', sourcePort: 5353 } },
      expected: 'reaches a',
      sources: [
        'pkg/proxy/conntrack/cleanup.go CleanStaleEntries (the flow leads to no endpoint of the Service)',
      ],
    },
    {
      question: 'Does an SCTP Service work?',
      given: 'one SCTP endpoint',
      objects: [service({ protocol: 'SCTP' }), slice([a], { protocol: 'SCTP' })],
      asked: { kind: 'fate', request: { from: 'pod', to, protocol: 'sctp' } },
      expected: 'reaches a',
      sources: ['KEP-614 (SCTP support)', 'net/netfilter/ipvs/ip_vs_proto_sctp.c'],
    },
    {
      question: 'And an IPv6 Service?',
      given: 'an IPv6 cluster IP with one endpoint, on dual-stack nodes',
      objects: [
        service({ family: 'IPv6' }),
        slice([{ address: 'fd00:10:244:1::5', node: 'worker-1' }], { family: 'IPv6' }),
      ],
      asked: {
        kind: 'fate',
        request: { from: 'pod', to: `[${address.clusterIp6}]:80` },
        tells: 'source',
      },
      expected: 'reaches a, which sees the sender (fd00:10:244:1::20)',
      sources: ['KEP-563 (dual-stack)'],
    },
    {
      question: 'Does an IPv6 cluster IP answer a ping?',
      given: 'as before',
      objects: [
        service({ family: 'IPv6' }),
        slice([{ address: 'fd00:10:244:1::5', node: 'worker-1' }], { family: 'IPv6' }),
      ],
      asked: {
        kind: 'fate',
        request: { from: 'pod', to: `[${address.clusterIp6}]`, protocol: 'icmp' },
      },
      expected: {
        iptables: 'routed on: no rule takes it',
        ipvs: 'refused: ICMP port unreachable',
        nftables: 'refused: ICMP port unreachable',
      },
      reason: 'As with IPv4.',
      sources: [
        'pkg/proxy/nftables/proxier.go setupNFTables (ip6 daddr @cluster-ips reject)',
        'net/ipv6/netfilter/nft_reject_ipv6.c',
        'pkg/proxy/ipvs/proxier.go writeIptablesRules (KUBE-IPVS-FILTER)',
      ],
    },
    {
      question: 'Can one Service keep kube-proxy from writing all others?',
      given:
        'beside web there is a Service without endpoints whose namespace/name:port has more than 128 characters',
      objects: [service(), slice([a]), longNamed],
      asked: { kind: 'fate', request: { from: 'pod', to } },
      expected: {
        iptables: 'reaches a',
        ipvs: 'reaches a',
        nftables: 'routed on: no rule takes it',
      },
      reason:
        'In nftables mode that Service becomes an element with its name as comment; nft refuses comments of more than 128 characters, and with it the whole transaction, so that nothing is updated any more until the Service goes or has endpoints.',
      sources: [
        'pkg/proxy/nftables/proxier.go (noEndpointServices, comment)',
        'seen with kube-proxy v1.36.3 and nft 1.0.6: "comment too long"',
      ],
    },
  ],
}
