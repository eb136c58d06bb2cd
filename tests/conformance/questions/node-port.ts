import { a, address, b, c, nodePort, service, slice } from '../cluster-objects.ts'
import type { QuestionGroup } from '../mode-question.ts'

const spec = { type: 'NodePort' }
const one = [service({ spec }), slice([a])]
const web = [service({ spec }), slice([a, b, c])]
const oneIpv6 = [
  service({ spec, family: 'IPv6' }),
  slice([{ address: 'fd00:10:244:1::5', node: 'worker-1' }], { family: 'IPv6' }),
]
const to = `${address.node}:${nodePort}`

export const nodePortQuestions: QuestionGroup = {
  subject: 'Node ports',
  questions: [
    {
      question: 'Whom does the endpoint see when a client asks a node port?',
      given: 'one endpoint on the node, externalTrafficPolicy Cluster',
      objects: one,
      asked: { kind: 'fate', request: { from: 'client', to }, tells: 'source' },
      expected: 'reaches a, which sees the node (10.244.1.1)',
      sources: ['recordings netfilter and ipvs-mode situation/nodeport'],
    },
    {
      question: 'Whom do three connections of a client to a node port reach?',
      given: 'endpoints a and b on the node, c on another',
      objects: web,
      asked: { kind: 'series', request: { from: 'client', to }, count: 3 },
      expected: {
        iptables: 'each time one of a, b, c (1/3 each)',
        ipvs: 'in turn: c, b, a',
        nftables: 'each time one of a, b, c (1/3 each)',
      },
      reason:
        'As with the cluster IP: IPVS has a virtual server for every node address and node port.',
      sources: ['net/netfilter/ipvs/ip_vs_rr.c', 'recording ipvs-mode situation/nodeport'],
    },
    {
      question: "Does a node port answer on the node's other addresses?",
      given: "nodePortAddresses not set; a pod asks cni0's address",
      objects: one,
      asked: { kind: 'fate', request: { from: 'pod', to: `${address.podGateway}:${nodePort}` } },
      expected: { iptables: 'reaches a', ipvs: 'reaches a', nftables: 'refused: TCP RST' },
      reason:
        'By default node ports are on every address of the node in iptables and IPVS mode, and on its primary addresses only in nftables mode.',
      sources: [
        'KEP-3866 (nodePortAddresses: primary)',
        'cmd/kube-proxy/app/server_linux.go platformApplyDefaults',
        'pkg/proxy/ipvs/proxier.go (GetAllLocalAddressesExcept kube-ipvs0)',
      ],
    },
    {
      question: 'And with nodePortAddresses that name one address?',
      given: "nodePortAddresses: 192.168.1.0/24; a pod asks cni0's address",
      objects: one,
      configuration: { nodePortAddresses: ['192.168.1.0/24'] },
      asked: { kind: 'fate', request: { from: 'pod', to: `${address.podGateway}:${nodePort}` } },
      expected: 'refused: TCP RST',
      sources: ['pkg/proxy/util/nodeport_addresses.go'],
    },
    {
      question: 'Does a process on the node reach a node port at 127.0.0.1?',
      given: 'iptables.localhostNodePorts not set',
      objects: one,
      asked: { kind: 'fate', request: { from: 'node', to: `127.0.0.1:${nodePort}` } },
      expected: {
        iptables: 'reaches a',
        ipvs: 'refused: TCP RST',
        nftables: 'refused: TCP RST',
      },
      reason:
        'It takes route_localnet, which lets hosts of the same network reach what listens on 127.0.0.1: only iptables mode sets it, unless localhostNodePorts is false. IPVS mode has no virtual server on loopback addresses.',
      sources: [
        'pkg/proxy/iptables/proxier.go NewProxier (route_localnet)',
        'KEP-3866 (no node ports on localhost)',
        'recordings netfilter; ipvs-mode situation/external-local-local',
      ],
    },
    {
      question: 'And with localhostNodePorts false?',
      given: 'iptables.localhostNodePorts: false',
      objects: one,
      configuration: { iptables: { localhostNodePorts: false } },
      asked: { kind: 'fate', request: { from: 'node', to: `127.0.0.1:${nodePort}` } },
      expected: 'refused: TCP RST',
      sources: ['pkg/proxy/iptables/proxier.go NewProxier'],
    },
    {
      question: 'Does a process on the node reach an IPv6 node port at ::1?',
      given: 'an IPv6 Service',
      objects: oneIpv6,
      asked: { kind: 'fate', request: { from: 'node', to: `[::1]:${nodePort}` } },
      expected: 'refused: TCP RST',
      sources: ['IPv6 has no route_localnet: pkg/proxy/iptables/proxier.go NewProxier'],
    },
    {
      question: 'Does a client reach an IPv6 node port?',
      given: "an IPv6 Service; a client asks the node's address",
      objects: oneIpv6,
      asked: { kind: 'fate', request: { from: 'client', to: `[${address.node6}]:${nodePort}` } },
      expected: 'reaches a',
      sources: ['KEP-563 (dual-stack)'],
    },
    {
      question: "What is at a node port's number on the Service's cluster IP?",
      given: 'a pod asks the cluster IP for port 30080',
      objects: one,
      asked: { kind: 'fate', request: { from: 'pod', to: `${address.clusterIp}:${nodePort}` } },
      expected: {
        iptables: 'routed on: no rule takes it',
        ipvs: 'refused: ICMP port unreachable',
        nftables: 'refused: ICMP port unreachable',
      },
      reason: "As with any port that is not the Service's: node ports are ports of node addresses.",
      sources: ['recording ipvs-mode situation/external-local-local (last requests)', 'KEP-3866'],
    },
    {
      question: 'What does a client learn from a node port without endpoints?',
      given: 'no endpoints',
      objects: [service({ spec })],
      asked: { kind: 'fate', request: { from: 'client', to } },
      expected: 'refused: ICMP port unreachable',
      sources: [
        'pkg/proxy/iptables/proxier.go (KUBE-EXTERNAL-SERVICES)',
        'pkg/proxy/nftables/proxier.go (nodeport-endpoints-check)',
        'recording ipvs-mode situation/no-endpoints',
      ],
    },
  ],
}
