import { a, address, b, c, service, slice } from '../cluster-objects.ts'
import type { QuestionGroup } from '../mode-question.ts'

const affinity = (timeoutSeconds: number) => ({
  sessionAffinity: 'ClientIP',
  sessionAffinityConfig: { clientIP: { timeoutSeconds } },
})
const web = [service({ spec: affinity(60) }), slice([a, b, c])]
const to = `${address.clusterIp}:80`
const first = { kind: 'request', request: { from: 'client', to } } as const
const tables = [
  'net/netfilter/xt_recent.c',
  'pkg/proxy/nftables/proxier.go (affinity- sets)',
  'net/netfilter/ipvs/ip_vs_core.c ip_vs_sched_persist',
]

export const affinityQuestions: QuestionGroup = {
  subject: 'Session affinity',
  questions: [
    {
      question: 'Whom do three connections of one client reach?',
      given: 'ClientIP affinity of 60 s, three endpoints',
      objects: web,
      asked: { kind: 'series', request: { from: 'client', to }, count: 3 },
      expected: {
        iptables: 'one of a, b, c (1/3 each); then that one each time',
        ipvs: 'the same endpoint each time',
        nftables: 'one of a, b, c (1/3 each); then that one each time',
      },
      reason:
        "The first choice is the mode's own: by chance, or with IPVS by its scheduler (round robin: the next in turn).",
      sources: [...tables, 'recording ipvs-mode situation/affinity-two-ports-and-nodeport'],
    },
    {
      question: 'Does affinity hold until its timeout?',
      given: 'the same; 59 s after the first connection',
      objects: web,
      before: [first, { kind: 'wait', seconds: 59 }],
      asked: { kind: 'again', request: { from: 'client', to } },
      expected: 'the same endpoint',
      sources: tables,
    },
    {
      question: 'Does a new connection within the timeout extend it?',
      given: 'the same; connections at 0 s, 40 s and 80 s',
      objects: web,
      before: [first, { kind: 'wait', seconds: 40 }, first, { kind: 'wait', seconds: 40 }],
      asked: { kind: 'again', request: { from: 'client', to } },
      expected: 'the same endpoint',
      sources: [...tables, 'recordings netfilter'],
    },
    {
      question: 'What follows after the timeout?',
      given: 'the same; 200 s after a connection that was closed',
      objects: web,
      before: [first, { kind: 'wait', seconds: 200 }],
      asked: { kind: 'again', request: { from: 'client', to } },
      expected: {
        iptables: 'chosen anew: one of a, b, c (1/3 each)',
        ipvs: 'chosen anew: the next in turn',
        nftables: 'chosen anew: one of a, b, c (1/3 each)',
      },
      reason: "All have forgotten the client; each chooses in the mode's own way.",
      sources: [...tables, 'recording ipvs-mode situation/affinity-expires'],
    },
    {
      question: 'Does an open connection keep affinity alive beyond the timeout?',
      given: 'the same; 200 s after a connection that is still open',
      objects: web,
      before: [
        { ...first, keepOpen: true },
        { kind: 'wait', seconds: 200 },
      ],
      asked: { kind: 'again', request: { from: 'client', to } },
      expected: {
        iptables: 'chosen anew: one of a, b, c (1/3 each)',
        ipvs: 'the same endpoint',
        nftables: 'chosen anew: one of a, b, c (1/3 each)',
      },
      reason:
        'In iptables and nftables mode only new connections touch the table, later packets never see the rules. An IPVS template cannot expire before the connections that were made by it.',
      sources: [
        ...tables,
        'net/netfilter/ipvs/ip_vs_conn.c ip_vs_conn_expire (n_control)',
        'recordings ipvs (persistence), netfilter',
      ],
    },
    {
      question: 'How many clients does affinity remember?',
      given: 'affinity of 3 h; after a first client 900 others connect, then the first again',
      objects: [service({ spec: affinity(10_800) }), slice([a, b, c])],
      before: [first, { kind: 'crowd', to, clients: 900 }, { kind: 'wait', seconds: 1 }],
      asked: { kind: 'again', request: { from: 'client', to } },
      expected: {
        iptables: 'chosen anew: one of a, b, c (1/3 each)',
        ipvs: 'the same endpoint',
        nftables: 'the same endpoint',
      },
      reason:
        'A table of xt_recent, one an endpoint, holds 100 addresses (ip_list_tot) and forgets the one seen longest ago. nftables sets and IPVS templates have no such limit.',
      sources: [
        'net/netfilter/xt_recent.c (ip_list_tot = 100)',
        'recordings netfilter: of 900 clients at 3 endpoints, iptables keeps 300, nftables 900',
      ],
    },
    {
      question: 'Does affinity hold when its endpoint is removed?',
      given: 'only a; the client connects; then a goes, b comes',
      objects: [service({ spec: affinity(10_800) }), slice([a])],
      before: [
        first,
        { kind: 'change', objects: [service({ spec: affinity(10_800) }), slice([b])] },
      ],
      asked: { kind: 'fate', request: { from: 'client', to } },
      expected: 'reaches b',
      sources: [
        'the affinity table or set belongs to the endpoint',
        'expire_quiescent_template=1, set by pkg/proxy/ipvs/proxier.go',
        'recording ipvs-mode situation/affinity-endpoint-removed',
      ],
    },
  ],
}
