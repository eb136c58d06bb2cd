import { a, address, c, loadBalancer, nodePort, service, slice } from '../cluster-objects.ts'
import type { QuestionGroup } from '../mode-question.ts'

const to = `${address.loadBalancer}:80`
const external = { externalTrafficPolicy: 'Local', healthCheckNodePort: 31_999 }
const local = [loadBalancer(external), slice([a, c])]
const remote = [loadBalancer(external), slice([c])]
const internal = { internalTrafficPolicy: 'Local' }
const shortCircuit =
  'A pod and the node itself may use any endpoint in iptables and nftables mode: their traffic is taken as internal. IPVS mode has one virtual server for everybody, with the local endpoints.'
const fallback =
  'IPVS mode takes the remote endpoints when there are no local ones, but does not masquerade, so that the answer goes from their node to the client directly, from an address that it never asked.'
const shortCircuitSources = [
  'pkg/proxy/iptables/proxier.go (KUBE-EXT-: pod traffic and masquerade LOCAL traffic)',
  'pkg/proxy/nftables/proxier.go (external- chains: short-circuit)',
]

export const trafficPolicyQuestions: QuestionGroup = {
  subject: 'Traffic policies',
  questions: [
    {
      question: 'externalTrafficPolicy Local: whom does the endpoint see when a client asks?',
      given: 'a on the node, c on another; a client asks the load balancer address',
      objects: local,
      asked: { kind: 'fate', request: { from: 'client', to }, tells: 'source and port' },
      expected: 'reaches a, which sees the sender (203.0.113.10) and the same port',
      sources: ['recordings netfilter and ipvs-mode situation/external-local-local'],
    },
    {
      question: 'And when a client asks the node port?',
      given: 'as before',
      objects: local,
      asked: {
        kind: 'fate',
        request: { from: 'client', to: `${address.node}:${nodePort}` },
        tells: 'source and port',
      },
      expected: 'reaches a, which sees the sender (203.0.113.10) and the same port',
      sources: ['recordings netfilter and ipvs-mode situation/external-local-local'],
    },
    {
      question: 'Which endpoints does a pod reach by the load balancer address?',
      given: 'as before; a pod asks',
      objects: local,
      asked: { kind: 'fate', request: { from: 'pod', to } },
      expected: {
        iptables: 'reaches one of a, c (1/2 each)',
        ipvs: 'reaches a',
        nftables: 'reaches one of a, c (1/2 each)',
      },
      reason: shortCircuit,
      sources: [...shortCircuitSources, 'recording ipvs-mode situation/external-local-local'],
    },
    {
      question: 'Whom does the endpoint see when the node itself asks the load balancer address?',
      given: 'only the local endpoint a; a process on the node asks',
      objects: [loadBalancer(external), slice([a])],
      asked: { kind: 'fate', request: { from: 'node', to }, tells: 'source' },
      expected: {
        iptables: 'reaches a, which sees the node (10.244.1.1)',
        ipvs: 'reaches a, which sees the address that was asked (198.51.100.7)',
        nftables: 'reaches a, which sees the node (10.244.1.1)',
      },
      reason:
        "The load balancer's address is one of the node in IPVS mode, so the kernel takes it as source; with Local policy nothing masquerades it.",
      sources: [...shortCircuitSources, 'recording ipvs-mode situation/external-local-local'],
    },
    {
      question: 'externalTrafficPolicy Local: what does a client meet on a node without endpoints?',
      given: 'only c, on another node; a client asks the load balancer address',
      objects: remote,
      asked: { kind: 'fate', request: { from: 'client', to }, tells: 'source' },
      expected: {
        iptables: 'dropped in silence',
        ipvs: 'reaches c, which sees the sender (203.0.113.10); its answer goes past the node',
        nftables: 'dropped in silence',
      },
      reason: fallback,
      sources: [
        'recording ipvs-mode situation/external-local-no-local',
        'pkg/proxy/ipvs/proxier.go syncEndpoint',
        'recordings netfilter',
      ],
    },
    {
      question: 'And at the node port?',
      given: 'as before; a client asks the node port',
      objects: remote,
      asked: {
        kind: 'fate',
        request: { from: 'client', to: `${address.node}:${nodePort}` },
        tells: 'source',
      },
      expected: {
        iptables: 'dropped in silence',
        ipvs: 'reaches c, which sees the sender (203.0.113.10); its answer goes past the node',
        nftables: 'dropped in silence',
      },
      reason: fallback,
      sources: ['recording ipvs-mode situation/external-local-no-local', 'recordings netfilter'],
    },
    {
      question: 'And for a pod?',
      given: 'as before; a pod asks the load balancer address',
      objects: remote,
      asked: { kind: 'fate', request: { from: 'pod', to } },
      expected: 'reaches c',
      sources: [...shortCircuitSources, 'recording ipvs-mode situation/external-local-no-local'],
    },
    {
      question: 'internalTrafficPolicy Local: which endpoints does a pod reach?',
      given: 'a on the node, c on another',
      objects: [service({ spec: internal }), slice([a, c])],
      asked: { kind: 'fate', request: { from: 'pod', to: `${address.clusterIp}:80` } },
      expected: 'reaches a',
      sources: ['KEP-2086', 'recording ipvs-mode situation/internal-local-local'],
    },
    {
      question: 'And on a node without endpoints?',
      given: 'only c, on another node',
      objects: [service({ spec: internal }), slice([c])],
      asked: { kind: 'fate', request: { from: 'pod', to: `${address.clusterIp}:80` } },
      expected: {
        iptables: 'dropped in silence',
        ipvs: 'refused: ICMP port unreachable',
        nftables: 'dropped in silence',
      },
      reason:
        'iptables and nftables mode have a rule that drops; IPVS mode has a virtual server without servers, which refuses.',
      sources: [
        'KEP-2086',
        'recording ipvs-mode situation/internal-local-no-local',
        'net/netfilter/ipvs/ip_vs_core.c ip_vs_leave',
      ],
    },
    {
      question: 'And if that Service has a node port, too?',
      given: 'only c, on another node; type NodePort; a pod asks the cluster IP',
      objects: [service({ spec: { ...internal, type: 'NodePort' } }), slice([c])],
      asked: { kind: 'fate', request: { from: 'pod', to: `${address.clusterIp}:80` } },
      expected: {
        iptables: 'dropped in silence',
        ipvs: 'reaches c',
        nftables: 'dropped in silence',
      },
      reason:
        "IPVS mode's fallback to remote endpoints holds for all virtual servers of a Service that can be reached from outside, its cluster IP's included.",
      sources: [
        'pkg/proxy/ipvs/proxier.go syncEndpoint',
        'recordings kube-proxy (ipvs)',
        'KEP-2086',
      ],
    },
    {
      question: 'Does the node answer on the health check node port?',
      given: 'externalTrafficPolicy Local, healthCheckNodePort 31999; a client asks the node',
      objects: local,
      asked: { kind: 'fate', request: { from: 'client', to: `${address.node}:31999` } },
      expected: 'reaches the node itself',
      sources: [
        'pkg/proxy/healthcheck/service_health.go',
        'recording ipvs-mode situation/external-local-local',
      ],
    },
    {
      question: 'And at the load balancer address?',
      given: 'as before; a client asks 198.51.100.7 for port 31999',
      objects: local,
      asked: { kind: 'fate', request: { from: 'client', to: `${address.loadBalancer}:31999` } },
      expected: {
        iptables: 'routed on: no rule takes it',
        ipvs: 'reaches the node itself',
        nftables: 'routed on: no rule takes it',
      },
      reason:
        'The load balancer address is one of the node in IPVS mode, and KUBE-IPVS-FILTER lets health check node ports through on all of them.',
      sources: [
        'recording ipvs-mode situation/external-local-local',
        'pkg/proxy/ipvs/proxier.go (KUBE-HEALTH-CHECK-NODE-PORT)',
      ],
    },
  ],
}
