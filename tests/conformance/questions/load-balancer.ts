import { a, address, loadBalancer, nodePort, service, slice } from '../cluster-objects.ts'
import type { QuestionGroup } from '../mode-question.ts'

const to = `${address.loadBalancer}:80`
const one = [loadBalancer(), slice([a])]
const ranges = { loadBalancerSourceRanges: ['203.0.113.0/24'] }
const ranged = [loadBalancer(ranges), slice([a])]
const denied = '198.18.0.1'

export const loadBalancerQuestions: QuestionGroup = {
  subject: 'Load balancer addresses, external IPs, source ranges',
  questions: [
    {
      question: 'Whom does the endpoint see when a client asks a load balancer address?',
      given: 'one endpoint on the node, externalTrafficPolicy Cluster',
      objects: one,
      asked: { kind: 'fate', request: { from: 'client', to }, tells: 'source' },
      expected: 'reaches a, which sees the node (10.244.1.1)',
      sources: ['recordings netfilter and ipvs-mode situation/source-ranges-client'],
    },
    {
      question: 'And when a pod asks it?',
      given: 'as before',
      objects: one,
      asked: { kind: 'fate', request: { from: 'pod', to }, tells: 'source' },
      expected: 'reaches a, which sees the node (10.244.1.1)',
      sources: ['recordings netfilter and ipvs-mode situation/hairpin (from 10.244.1.3)'],
    },
    {
      question: 'Does a load balancer address answer a ping?',
      given: 'a client asks; its packets come to the node',
      objects: one,
      asked: {
        kind: 'fate',
        request: { from: 'client', to: address.loadBalancer, protocol: 'icmp' },
      },
      expected: {
        iptables: 'routed on: no rule takes it',
        ipvs: 'refused: ICMP port unreachable',
        nftables: 'routed on: no rule takes it',
      },
      reason:
        'It is an address of the node (kube-ipvs0) in IPVS mode only, where KUBE-IPVS-FILTER refuses it since Kubernetes 1.26; the other modes have rules for its ports alone.',
      sources: [
        'pkg/proxy/ipvs/proxier.go writeIptablesRules (KUBE-IPVS-FILTER)',
        'kubernetes/kubernetes#72236, kubernetes/website#41002',
      ],
    },
    {
      question: "What is at the node port's number on the load balancer address?",
      given: 'a client asks 198.51.100.7:30080',
      objects: one,
      asked: {
        kind: 'fate',
        request: { from: 'client', to: `${address.loadBalancer}:${nodePort}` },
      },
      expected: {
        iptables: 'routed on: no rule takes it',
        ipvs: 'refused: ICMP port unreachable',
        nftables: 'routed on: no rule takes it',
      },
      reason:
        'Node ports are ports of local addresses. In IPVS mode the load balancer address is local, but has no virtual server for the node port, so that KUBE-IPVS-FILTER refuses it.',
      sources: [
        'recording ipvs-mode situation/vip-port-without-server',
        'pkg/proxy/ipvs/proxier.go (GetAllLocalAddressesExcept kube-ipvs0)',
      ],
    },
    {
      question: 'Is traffic for a load balancer of ipMode Proxy kept on the node?',
      given: 'ingress with ipMode: Proxy; a pod asks',
      objects: [
        service({
          spec: { type: 'LoadBalancer' },
          ingress: [{ ip: address.loadBalancer, ipMode: 'Proxy' }],
        }),
        slice([a]),
      ],
      asked: { kind: 'fate', request: { from: 'pod', to } },
      expected: 'routed on: no rule takes it',
      sources: ['KEP-1860', 'pkg/proxy/serviceport.go'],
    },
    {
      question: 'Whom does the endpoint see when a client asks an external IP?',
      given: 'spec.externalIPs has 198.51.100.9',
      objects: [service({ spec: { externalIPs: [address.external] } }), slice([a])],
      asked: {
        kind: 'fate',
        request: { from: 'client', to: `${address.external}:80` },
        tells: 'source',
      },
      expected: 'reaches a, which sees the node (10.244.1.1)',
      sources: [
        'recordings netfilter',
        'pkg/proxy/ipvs/proxier.go writeIptablesRules (KUBE-EXTERNAL-IP: KUBE-MARK-MASQ)',
      ],
    },
    {
      question: 'What does a client of a load balancer without endpoints learn?',
      given: 'no endpoints',
      objects: [loadBalancer()],
      asked: { kind: 'fate', request: { from: 'client', to } },
      expected: 'refused: ICMP port unreachable',
      sources: ['recordings netfilter and ipvs-mode situation/no-endpoints'],
    },
    {
      question: 'Does a client within loadBalancerSourceRanges get through?',
      given: 'ranges 203.0.113.0/24; client 203.0.113.10',
      objects: ranged,
      asked: { kind: 'fate', request: { from: 'client', to } },
      expected: 'reaches a',
      sources: ['recordings netfilter and ipvs-mode situation/source-ranges-client'],
    },
    {
      question: 'What does a client outside of them learn?',
      given: 'the same ranges; client 198.18.0.1',
      objects: ranged,
      asked: { kind: 'fate', request: { from: denied, to } },
      expected: 'dropped in silence',
      sources: ['recordings netfilter and ipvs-mode situation/source-ranges-client'],
    },
    {
      question: 'And if the Service has no endpoints?',
      given: 'the same ranges and client, no endpoints',
      objects: [loadBalancer(ranges)],
      asked: { kind: 'fate', request: { from: denied, to } },
      expected: {
        iptables: 'refused: ICMP port unreachable',
        ipvs: 'dropped in silence',
        nftables: 'dropped in silence',
      },
      reason:
        'iptables mode writes its firewall chain only for Services with endpoints, and refuses for all clients alike; the other two check the ranges first.',
      sources: [
        'pkg/proxy/iptables/proxier.go syncProxyRules (usesFWChain := hasEndpoints && …)',
        'pkg/proxy/nftables/proxier.go syncProxyRules (usesFWChain without it)',
        'pkg/proxy/ipvs/proxier.go (KUBE-PROXY-FIREWALL in INPUT, ahead of IPVS at LOCAL_IN)',
      ],
    },
    {
      question: 'Do source ranges hold for the node port?',
      given: 'the same ranges; client 198.18.0.1 asks the node port',
      objects: ranged,
      asked: { kind: 'fate', request: { from: denied, to: `${address.node}:${nodePort}` } },
      expected: 'reaches a',
      sources: ['recordings netfilter and ipvs-mode situation/source-ranges-node'],
    },
    {
      question: 'Do they hold for a pod that asks the cluster IP?',
      given: 'the same ranges; a pod asks the cluster IP',
      objects: ranged,
      asked: { kind: 'fate', request: { from: 'pod', to: `${address.clusterIp}:80` } },
      expected: 'reaches a',
      sources: ['recordings netfilter and ipvs-mode situation/source-ranges-node'],
    },
    {
      question: 'Does a pod outside of the ranges get through to the load balancer address?',
      given: 'the same ranges; a pod asks',
      objects: ranged,
      asked: { kind: 'fate', request: { from: 'pod', to } },
      expected: 'dropped in silence',
      sources: ['recordings netfilter and ipvs-mode situation/source-ranges-client'],
    },
    {
      question: 'Does the node itself get through, if the ranges do not hold its address?',
      given: 'the same ranges; a process on the node asks, the kernel chooses its address',
      objects: ranged,
      asked: { kind: 'fate', request: { from: 'node', to } },
      expected: 'dropped in silence',
      sources: [
        'pkg/proxy/iptables/proxier.go (KUBE-PROXY-FIREWALL in OUTPUT)',
        'pkg/proxy/nftables/proxier.go (firewall-check in filter-output-pre-dnat)',
        'recording ipvs-mode situation/source-ranges-client (KUBE-IPVS-OUT-FILTER)',
      ],
    },
    {
      question: "And when its process is bound to the node's own address?",
      given: 'the same ranges; source 192.168.1.11',
      objects: ranged,
      asked: { kind: 'fate', request: { from: address.node, to } },
      expected: {
        iptables: 'dropped in silence',
        ipvs: 'reaches a',
        nftables: 'dropped in silence',
      },
      reason:
        "IPVS takes the node's packets in OUTPUT, before they could see INPUT, where KUBE-PROXY-FIREWALL is; KUBE-IPVS-OUT-FILTER stops only those whose source is the load balancer's address.",
      sources: [
        'recording ipvs-mode situation/source-ranges-client',
        'pkg/proxy/ipvs/proxier.go (KUBE-IPVS-OUT-FILTER)',
      ],
    },
  ],
}
