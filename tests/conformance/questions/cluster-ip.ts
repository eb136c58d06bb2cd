import { a, address, b, c, hostPod, loadBalancer, service, slice } from '../cluster-objects.ts'
import type { QuestionGroup } from '../mode-question.ts'

const web = [service(), slice([a, b, c])]
const to = `${address.clusterIp}:80`
const one = [service(), slice([a])]

export const clusterIpQuestions: QuestionGroup = {
  subject: 'Cluster IPs',
  questions: [
    {
      question: 'Whom do three connections of a pod to a cluster IP reach?',
      given: 'three ready endpoints, default scheduler',
      objects: web,
      asked: { kind: 'series', request: { from: 'pod', to }, count: 3 },
      expected: {
        iptables: 'each time one of a, b, c (1/3 each)',
        ipvs: 'in turn: c, b, a',
        nftables: 'each time one of a, b, c (1/3 each)',
      },
      reason:
        'iptables and nftables draw for every connection. IPVS has a scheduler, by default round robin: it begins with the server that was added last, and kube-proxy adds them in sorted order.',
      sources: [
        'pkg/proxy/iptables/proxier.go writeServiceToEndpointRules (statistic)',
        'pkg/proxy/nftables/proxier.go writeServiceToEndpointDNATs (numgen random)',
        'net/netfilter/ipvs/ip_vs_rr.c ip_vs_rr_schedule',
        'recording ipvs-mode situation/order-rr',
      ],
    },
    {
      question: 'Whom does the endpoint see when a pod asks a cluster IP?',
      given: 'one endpoint on the node',
      objects: one,
      asked: { kind: 'fate', request: { from: 'pod', to }, tells: 'source and port' },
      expected: 'reaches a, which sees the sender (10.244.1.20) and the same port',
      sources: ['recordings netfilter and ipvs-mode situation/masquerade-who'],
    },
    {
      question: 'And with masqueradeAll?',
      given: 'as before; iptables.masqueradeAll and nftables.masqueradeAll are true',
      objects: one,
      configuration: { iptables: { masqueradeAll: true }, nftables: { masqueradeAll: true } },
      asked: { kind: 'fate', request: { from: 'pod', to }, tells: 'source' },
      expected: 'reaches a, which sees the node (10.244.1.1)',
      sources: [
        'recording ipvs-mode situation/masquerade-all',
        "cmd/kube-proxy/app/server_linux.go createProxier (IPVS mode takes iptables' field)",
      ],
    },
    {
      question: 'Whom does the endpoint see when the node itself asks a cluster IP?',
      given: 'one endpoint on the node',
      objects: one,
      asked: { kind: 'fate', request: { from: 'node', to }, tells: 'source' },
      expected: 'reaches a, which sees the node (10.244.1.1)',
      sources: ['recordings netfilter and ipvs-mode situation/masquerade-who'],
    },
    {
      question: 'Whom does the endpoint see when a client from outside asks a cluster IP?',
      given: 'one endpoint on the node; the client routes the service range to the node',
      objects: one,
      asked: { kind: 'fate', request: { from: 'client', to }, tells: 'source' },
      expected: 'reaches a, which sees the node (10.244.1.1)',
      sources: ['recordings netfilter and ipvs-mode situation/masquerade-who'],
    },
    {
      question: 'Can a pod reach a Service through itself?',
      given: 'the pod that asks is the only endpoint',
      objects: one,
      asked: { kind: 'fate', request: { from: a.address, to }, tells: 'source and port' },
      expected: {
        iptables: 'reaches a, which sees the node (10.244.1.1) and another port',
        ipvs: 'reaches a, which sees the node (10.244.1.1) and the same port',
        nftables: 'reaches a, which sees the node (10.244.1.1) and another port',
      },
      reason:
        'All three masquerade it, so that the answer comes back through the node; the KUBE-LOOP-BACK rule of IPVS mode has no --random-fully, so the port stays.',
      sources: [
        'pkg/proxy/ipvs/proxier.go ipsetWithIptablesChain (KUBE-LOOP-BACK)',
        'pkg/proxy/nftables/proxier.go hairpin-connections',
        'recording ipvs-mode situation/hairpin',
      ],
    },
    {
      question: 'Does a cluster IP answer a ping?',
      given: 'a Service with endpoints; a pod asks',
      objects: web,
      asked: { kind: 'fate', request: { from: 'pod', to: address.clusterIp, protocol: 'icmp' } },
      expected: {
        iptables: 'routed on: no rule takes it',
        ipvs: 'refused: ICMP port unreachable',
        nftables: 'refused: ICMP port unreachable',
      },
      reason:
        'In iptables mode the address exists only in rules for its ports. In IPVS mode it is an address of the node (kube-ipvs0) and did answer, until Kubernetes 1.26 began to refuse whatever comes to such an address without a virtual server (KUBE-IPVS-FILTER). nftables mode refuses what goes to a cluster IP and was not translated, in every protocol.',
      sources: [
        'pkg/proxy/nftables/proxier.go setupNFTables (cluster-ips-check: ip daddr @cluster-ips reject)',
        'net/ipv4/netfilter/nft_reject_ipv4.c (default: port unreachable)',
        'pkg/proxy/ipvs/proxier.go writeIptablesRules (KUBE-IPVS-FILTER: REJECT of every protocol)',
        'kubernetes/kubernetes#72236 (why), kubernetes/kubernetes#117613, kubernetes/website#41002 (what users see)',
      ],
    },
    {
      question: "What becomes of a connection to a cluster IP's port that is not the Service's?",
      given: 'a Service with port 80; a pod asks for port 81',
      objects: web,
      asked: { kind: 'fate', request: { from: 'pod', to: `${address.clusterIp}:81` } },
      expected: {
        iptables: 'routed on: no rule takes it',
        ipvs: 'refused: ICMP port unreachable',
        nftables: 'refused: ICMP port unreachable',
      },
      reason:
        'iptables mode has no rule for it: it leaves by the default route. IPVS mode refuses what comes to an address of kube-ipvs0 without a virtual server (KUBE-IPVS-FILTER); nftables mode what goes to a cluster IP without being translated (cluster-ips-check).',
      sources: [
        'recording ipvs-mode situation/vip-port-without-server',
        'KEP-3866 (nftables: reject traffic to invalid ports of cluster IPs)',
        'pkg/proxy/nftables/proxier.go setupNFTables',
      ],
    },
    {
      question: "And to the Service's port in another protocol?",
      given: 'a Service with TCP port 80; a pod sends UDP',
      objects: web,
      asked: { kind: 'fate', request: { from: 'pod', to, protocol: 'udp' } },
      expected: {
        iptables: 'routed on: no rule takes it',
        ipvs: 'refused: ICMP port unreachable',
        nftables: 'refused: ICMP port unreachable',
      },
      reason: 'As with any other port: a Service port is a port of one protocol.',
      sources: ['recording ipvs-mode situation/vip-other-protocol', 'KEP-3866'],
    },
    {
      question: 'Is a port that the node itself listens on reachable on a cluster IP?',
      given:
        'an agent on the host network listens on port 9100 of all addresses; a pod asks the cluster IP for it',
      objects: [...web, hostPod(9100)],
      asked: { kind: 'fate', request: { from: 'pod', to: `${address.clusterIp}:9100` } },
      expected: {
        iptables: 'routed on: no rule takes it',
        ipvs: 'refused: ICMP port unreachable',
        nftables: 'refused: ICMP port unreachable',
      },
      reason:
        'IPVS mode before Kubernetes 1.26 let it through, as the address is local; KUBE-IPVS-FILTER has closed that.',
      sources: [
        'recording ipvs-mode situation/vip-port-that-the-node-listens-on',
        'kubernetes/kubernetes#72236, kubernetes/kubernetes#117613',
      ],
    },
    {
      question: 'And on the address of a load balancer?',
      given: 'the same agent; a client asks the load balancer address for port 9100',
      objects: [loadBalancer(), slice([a, b, c]), hostPod(9100)],
      asked: { kind: 'fate', request: { from: 'client', to: `${address.loadBalancer}:9100` } },
      expected: {
        iptables: 'routed on: no rule takes it',
        ipvs: 'refused: ICMP port unreachable',
        nftables: 'routed on: no rule takes it',
      },
      reason:
        'Only IPVS mode makes the address one of the node (kube-ipvs0). nftables mode checks cluster IPs alone, as others may be used by more than kube-proxy.',
      sources: [
        'recording ipvs-mode situation/vip-port-that-the-node-listens-on',
        'pkg/proxy/nftables/proxier.go (cluster-ips holds cluster IPs only)',
      ],
    },
    {
      question: 'What becomes of a packet to an address of the service range that no Service has?',
      given: 'ServiceCIDR 10.96.0.0/16; a pod asks 10.96.99.99',
      objects: web,
      asked: { kind: 'fate', request: { from: 'pod', to: `${address.unallocated}:80` } },
      expected: {
        iptables: 'routed on: no rule takes it',
        ipvs: 'routed on: no rule takes it',
        nftables: 'dropped in silence',
      },
      reason:
        'nftables mode alone looks at ServiceCIDR objects, and drops what goes to their addresses without being translated.',
      sources: [
        'pkg/proxy/nftables/proxier.go setupNFTables (Drop traffic to unallocated ClusterIPs)',
        'KEP-3866',
        'recording ipvs-mode situation/vip-no-such-address',
      ],
    },
    {
      question: 'And when the node itself asks it?',
      given: 'as before; a process on the node asks 10.96.99.99',
      objects: web,
      asked: { kind: 'fate', request: { from: 'node', to: `${address.unallocated}:80` } },
      expected: {
        iptables: 'routed on: no rule takes it',
        ipvs: 'routed on: no rule takes it',
        nftables: 'dropped in silence',
      },
      reason: 'As for pods: cluster-ips-check hangs in filter-output, too.',
      sources: ['pkg/proxy/nftables/proxier.go nftablesJumpChains'],
    },
    {
      question: 'Can an endpoint on the host network see who asks from outside?',
      given: "the Service's endpoint is a host port of this node; a client asks the cluster IP",
      objects: [
        service(),
        slice([{ address: address.node, node: 'worker-1' }], { port: 9100 }),
        hostPod(9100),
      ],
      asked: { kind: 'fate', request: { from: 'client', to }, tells: 'source' },
      expected: 'reaches the node itself, which sees the sender (203.0.113.10)',
      sources: [
        'recording ipvs-mode situation/host-network-endpoint',
        'masquerading is done in POSTROUTING, which a packet for the node itself never passes',
      ],
    },
  ],
}
