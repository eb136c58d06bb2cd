import { a, address, b, c, service, slice } from '../cluster-objects.ts'
import type { QuestionGroup } from '../mode-question.ts'

const one = [service(), slice([a])]
const to = `${address.clusterIp}:80`
const ask = { kind: 'fate', request: { from: 'pod', to } } as const
const open = { kind: 'request', request: { from: 'pod', to }, keepOpen: true } as const
const restart = { kind: 'restart' } as const
const affinity = {
  sessionAffinity: 'ClientIP',
  sessionAffinityConfig: { clientIP: { timeoutSeconds: 10_800 } },
}
const cleanup = [
  'cmd/kube-proxy/app/server_linux.go platformCleanup, pkg/proxy/*/cleanup.go',
  "the real CleanupLeftovers run over these modes' rules on a real kernel",
]

export const modeChangeQuestions: QuestionGroup = {
  subject: 'Changing the mode of a node',
  questions: [
    {
      question: 'Is the cluster IP answered after IPVS mode?',
      given: 'kube-proxy ran in IPVS mode, and starts in this one',
      objects: one,
      earlierMode: 'ipvs',
      before: [restart],
      asked: ask,
      expected: 'reaches a',
      sources: cleanup,
    },
    {
      question: 'Is a Service still answered that is deleted during the change?',
      given: 'kube-proxy ran in IPVS mode; the Service goes before it starts in this one',
      objects: one,
      earlierMode: 'ipvs',
      before: [{ kind: 'restart', objects: [] }],
      asked: ask,
      expected: {
        iptables: 'reaches a',
        ipvs: 'routed on: no rule takes it',
        nftables: 'dropped in silence',
      },
      reason:
        'At its start in iptables mode kube-proxy removes what nftables mode left, not what IPVS mode left: virtual servers and the addresses on kube-ipvs0 stay, and nobody changes them any more. In IPVS mode the first sync deletes what no Service wants; nftables mode removes all of IPVS mode, and drops what goes to unallocated addresses of a ServiceCIDR.',
      sources: cleanup,
    },
    {
      question: 'What is at a port that no Service has, after IPVS mode?',
      given: 'kube-proxy ran in IPVS mode; a pod asks the cluster IP for port 81',
      objects: one,
      earlierMode: 'ipvs',
      before: [restart],
      asked: { kind: 'fate', request: { from: 'pod', to: `${address.clusterIp}:81` } },
      expected: 'refused: ICMP port unreachable',
      remark:
        "On a node that never was in IPVS mode, iptables mode routes it on: here KUBE-IPVS-FILTER and kube-ipvs0's addresses are still there.",
      sources: cleanup,
    },
    {
      question: 'Does a connection of IPVS mode go on?',
      given: 'opened in IPVS mode to the only endpoint; then kube-proxy starts in this one',
      objects: one,
      earlierMode: 'ipvs',
      before: [open, restart],
      asked: { kind: 'data' },
      expected: 'goes on with its endpoint',
      remark:
        'Each in its own way: iptables mode leaves IPVS alone. Before nftables mode IPVS is flushed, which with expire_nodest_conn=1 forgets its connections and their conntrack entries: the next segment is new (nf_conntrack_tcp_loose=1), and is translated by the new rules; of several endpoints it may come to another one, which answers with RST.',
      sources: [
        ...cleanup,
        'net/netfilter/ipvs/ip_vs_conn.c ip_vs_expire_nodest_conn_flush',
        'recording ipvs-mode situation/virtual-server-deleted',
      ],
    },
    {
      question: 'Does a connection of iptables mode go on?',
      given: 'opened in iptables mode; then kube-proxy starts in this one',
      objects: one,
      earlierMode: 'iptables',
      before: [open, restart],
      asked: { kind: 'data' },
      expected: 'goes on with its endpoint',
      sources: ['conntrack keeps the translation, whatever becomes of the rules (nf_nat_core.c)'],
    },
    {
      question: 'Does a connection of nftables mode go on?',
      given: 'opened in nftables mode; then kube-proxy starts in this one',
      objects: one,
      earlierMode: 'nftables',
      before: [open, restart],
      asked: { kind: 'data' },
      expected: 'goes on with its endpoint',
      sources: ['conntrack keeps the translation, whatever becomes of the rules (nf_nat_core.c)'],
    },
    {
      question: 'Does affinity outlive a restart of kube-proxy in the same mode?',
      given: 'affinity of 3 h, three endpoints; a client connects, kube-proxy restarts',
      objects: [service({ spec: affinity }), slice([a, b, c])],
      before: [{ kind: 'request', request: { from: 'client', to } }, restart],
      asked: { kind: 'again', request: { from: 'client', to } },
      expected: 'the same endpoint',
      remark:
        'The table, the set or the template is in the kernel, and the first sync keeps what it finds there.',
      sources: [
        'net/netfilter/xt_recent.c: a table lives as long as a rule names it',
        'pkg/proxy/nftables/proxier.go (affinity sets are added, not flushed)',
        'pkg/proxy/ipvs/proxier.go syncService (virtual servers that are right stay)',
      ],
    },
  ],
}
