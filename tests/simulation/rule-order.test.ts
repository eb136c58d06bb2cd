import { expect, it } from 'vitest'
import type { Step } from '../../src/kernel/netfilter/trace.ts'
import { orderStatistics, ownerOfRule } from '../../src/simulation/rule-order.ts'

const texts = [
  '-d 10.96.0.1/32 -m comment --comment "default/kubernetes:https cluster IP" -j KUBE-SVC-A',
  '-d 10.96.0.2/32 -m comment --comment "shop/web:http cluster IP" -j KUBE-SVC-B',
  '-d 203.0.113.1/32 -m comment --comment "shop/web:http external IP" -j KUBE-EXT-B',
  '-d 10.96.0.3/32 -m comment --comment "shop/db cluster IP" -j KUBE-SVC-C',
  '-m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule" -j KUBE-NODEPORTS',
]
const walk = (until: number, chain = 'KUBE-SERVICES'): Step[] =>
  texts.slice(0, until).map((text, index) => ({
    kind: 'rule',
    engine: 'iptables',
    family: 'IPv4',
    table: 'nat',
    chain,
    number: index + 1,
    text,
    matched: index === until - 1,
  }))
const statistics = (steps: Step[]) =>
  orderStatistics(steps.length + 10, steps, () => texts.map(ownerOfRule))

it('moves the matching Service before and behind all others', () => {
  // The second rule of shop/web matched: its own first rule stays before it, two others may or may not.
  expect(statistics(walk(3))).toEqual({ least: 12, mean: 13, most: 14 })
})

it('knows that the node port rule stays the last', () => {
  expect(statistics(walk(5))).toEqual({ least: 15, mean: 15, most: 15 })
})

it('leaves chains alone whose order is fixed', () => {
  expect(statistics(walk(3, 'KUBE-SVC-B'))).toEqual({ least: 13, mean: 13, most: 13 })
})
