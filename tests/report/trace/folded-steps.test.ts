import { describe, expect, it } from 'vitest'
import type { Step } from '../../../src/kernel/netfilter/trace.ts'
import { foldSteps } from '../../../src/report/trace/folded-steps.ts'

const place = { engine: 'iptables', table: 'nat', chain: 'KUBE-SERVICES' } as const
const rule = (number: number, matched = false, chain = place.chain as string): Step => ({
  kind: 'rule',
  ...place,
  chain,
  family: 'IPv4',
  number,
  text: '',
  matched,
})
const missed = (first: number, last: number): Step => ({
  kind: 'rules-missed',
  ...place,
  first,
  last,
})

describe('rules looked at in vain', () => {
  it.each([
    { name: 'stand alone up to two', steps: [rule(1), rule(2), rule(3, true)], want: undefined },
    {
      name: 'are one step from three on',
      steps: [rule(1), rule(2), rule(3)],
      want: [missed(1, 3)],
    },
    {
      name: 'join those that nobody asked',
      steps: [missed(1, 7), rule(8), rule(9, true)],
      want: [missed(1, 8), rule(9, true)],
    },
    {
      name: 'end with their chain',
      steps: [rule(1), rule(2), rule(1, false, 'KUBE-NODEPORTS')],
      want: undefined,
    },
  ])('$name', ({ steps, want }) => {
    expect(foldSteps(steps)).toEqual(want ?? steps)
  })
})
