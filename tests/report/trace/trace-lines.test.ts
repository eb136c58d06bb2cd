import { expect, it } from 'vitest'
import type { Step } from '../../../src/kernel/netfilter/trace.ts'
import { parseAddress } from '../../../src/packet/address.ts'
import { createColorsFor } from '../../../src/report/colors.ts'
import { formatSteps } from '../../../src/report/trace/trace-lines.ts'

const rule = (number: number, matched: boolean): Step => ({
  kind: 'rule',
  engine: 'iptables',
  family: 'IPv4',
  table: 'nat',
  chain: 'KUBE-SERVICES',
  number,
  text: `-d 10.96.0.${number}/32 -j X`,
  matched,
  ...(matched ? { action: 'jump X' } : { reason: 'destination is 10.96.0.9' }),
})

const steps: readonly Step[] = [
  { kind: 'hook', hook: 'prerouting' },
  { kind: 'conntrack', state: 'NEW' },
  ...[1, 2, 3, 4].map((number) => rule(number, false)),
  rule(5, true),
  {
    kind: 'nat',
    manipulation: 'destination',
    from: { address: parseAddress('10.96.0.5'), port: 80 },
    to: { address: parseAddress('10.244.1.2'), port: 8080 },
    fresh: true,
  },
  { kind: 'mark', from: 0, to: 0x4000 },
  { kind: 'unknown', question: 'does -m u32 match?' },
  { kind: 'verdict', verdict: { kind: 'drop', reason: 'policy' }, by: 'filter:FORWARD' },
]
const nameOf = () => 'pod/shop/web-0'
const lines = (all: boolean) =>
  formatSteps(steps, { all, colors: createColorsFor('never', false, {}), nameOf }).join('\n')

it('folds a run of rules that do not match', () => {
  expect(lines(false)).toBe(
    [
      'PREROUTING',
      '  conntrack: NEW',
      '  nat:KUBE-SERVICES:rule:1-4  4 rules do not match',
      '  nat:KUBE-SERVICES:rule:5  -d 10.96.0.5/32 -j X  ⇒ jump X',
      '    DNAT 10.96.0.5:80 (pod/shop/web-0) → 10.244.1.2:8080 (pod/shop/web-0)',
      '    mark 0x0 → 0x4000',
      '    not known: does -m u32 match?',
      '    DROP by filter:FORWARD: policy',
    ].join('\n'),
  )
})

it('shows every rule and why it did not match when asked', () => {
  expect(lines(true)).toContain(
    '  nat:KUBE-SERVICES:rule:3  -d 10.96.0.3/32 -j X  ✗ destination is 10.96.0.9',
  )
})
